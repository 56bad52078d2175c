"""Follows, mutes, feeds and the pages of a site."""
