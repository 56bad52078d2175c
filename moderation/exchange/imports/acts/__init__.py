"""What moderators and readers of another system did, beside writing."""
