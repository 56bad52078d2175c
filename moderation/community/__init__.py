"""Follows, blocks, feeds, notices."""
