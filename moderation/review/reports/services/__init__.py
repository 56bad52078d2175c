"""Taking reports."""
