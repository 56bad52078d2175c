"""A desk at which people do anything, in any order."""
