"""The services of the tuner: they read the past and compute figures."""
