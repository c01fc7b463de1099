"""Pages of holders."""
