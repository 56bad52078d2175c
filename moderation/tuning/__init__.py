"""Thresholds on the newsroom's own past decisions."""
