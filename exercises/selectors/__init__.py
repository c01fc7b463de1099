"""Reads of exercises."""
