"""Processes: the server, chores, migrations, mail, and checks at the start."""
