"""Model pages of the registration books: looking everywhere, changing only registers and people."""

from registry.admin import agreements, books, holders, items, papers, people, reference, work

__all__ = ["agreements", "books", "holders", "items", "papers", "people", "reference", "work"]
