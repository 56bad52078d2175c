"""The verbs of the tuner: reading the past, and what is asked of it."""
