"""Sanctions: what each forbids, and which are in force."""
