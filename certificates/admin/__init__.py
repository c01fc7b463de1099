"""Model pages of paper and post: everything is looked at here and acted on in the console."""

from certificates.admin import mailings, runs

__all__ = ["mailings", "runs"]
