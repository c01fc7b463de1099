"""Rights leaving the books for shares or money."""
