"""Profiles, thresholds and coverages: turns scores into a verdict."""
