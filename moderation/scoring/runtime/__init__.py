"""Loads a checkpoint and scores texts with it."""
