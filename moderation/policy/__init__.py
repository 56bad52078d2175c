"""Profiles, thresholds and topics: scores to verdict."""
