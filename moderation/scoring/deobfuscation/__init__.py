"""Undoing disguises: letters, split words, numbers for letters."""
