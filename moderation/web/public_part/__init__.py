"""Discussions as everybody reads them, kept in memory, and what one reader adds."""
