"""Verbs: copying what is a reader's own, and erasing it."""
