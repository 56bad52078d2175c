"""Registers, confirms, recovers, changes and erases accounts."""
