"""Passkeys of staff."""
