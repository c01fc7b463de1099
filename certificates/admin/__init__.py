"""Model pages of paper and post: everything is looked at here and acted on in the console."""

from certificates.admin import letters, mailings, runs

__all__ = ["letters", "mailings", "runs"]
