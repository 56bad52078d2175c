"""Tells the many who follow of a comment, after the request that published it."""
