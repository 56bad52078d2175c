"""The roles of staff."""
