"""The kinds of settings."""
