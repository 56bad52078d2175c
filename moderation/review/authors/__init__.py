"""What moderators know of an author, and their notes."""
