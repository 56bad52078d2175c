"""Processes: serving, chores, migrating, mail, and checks at the start."""
