"""The registration books: agreements, people, entries, documents, notices and jobs."""
