"""Decisions, undoing them, and many at once."""
