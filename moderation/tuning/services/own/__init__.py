"""Own classifiers: what they learn from, and which is in force."""
