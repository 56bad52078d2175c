"""Imposing, confirming and lifting sanctions."""
