"""Stores imported records, and takes an import back."""
