"""Reads the files of other systems into records. Knows no database."""
