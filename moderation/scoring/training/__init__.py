"""Making the bundled checkpoint: rows, sentences of our own, and the training loop."""
