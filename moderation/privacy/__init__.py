"""A reader's own data: a copy of it, and its erasure."""
