"""What the embed does to the database."""
