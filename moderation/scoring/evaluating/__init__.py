"""Measuring a checkpoint: rows kept back, HateCheck, templates, disguises."""
