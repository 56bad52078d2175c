"""Deciding, undoing, opening again."""
