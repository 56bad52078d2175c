"""Shared by all pages and API responses: layout, errors, headers, limits."""
