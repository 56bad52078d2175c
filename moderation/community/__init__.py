"""Follows, blocks, feeds, notices and their delivery."""
