"""Trains the bundled checkpoint: rows, our own sentences, and the training loop."""
