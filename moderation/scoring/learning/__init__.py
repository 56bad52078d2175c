"""Learns from decisions: trains, measures, and keeps what is better."""
