"""Undoes disguises: look-alike letters, split words, digits for letters."""
