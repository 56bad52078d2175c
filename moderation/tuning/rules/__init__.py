"""The calculations of the tuner, without database or Flask."""
