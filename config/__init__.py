"""Wiring: settings, addresses of pages, jobs, errors as HTTP, and the servers of a bare machine."""
