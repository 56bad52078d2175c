"""Reading the record of an author, and keeping notes."""
