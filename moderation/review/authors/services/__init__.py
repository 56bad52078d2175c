"""The services of an author's record and of staff notes."""
