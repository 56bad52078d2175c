"""Verdicts from outside: another system reads what waits, and may hold or publish.

It never rejects, and never changes what a person decided or has to decide.
"""
