"""Measures a checkpoint."""
