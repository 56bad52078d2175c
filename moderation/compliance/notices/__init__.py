"""Notices of illegal content (Digital Services Act, Article 16)."""
