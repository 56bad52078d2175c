"""An author's record for moderators, and staff notes."""
