"""What belongs to a reader: a copy of all of it, and having it erased."""
