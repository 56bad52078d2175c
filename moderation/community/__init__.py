"""Follows, mutes, feeds, notifications."""
