"""A desk at which people do anything at all, in any order."""
