"""Copies a newsroom's database to another database system."""
