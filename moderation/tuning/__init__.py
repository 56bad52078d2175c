"""Tunes thresholds on the newsroom's own past decisions."""
