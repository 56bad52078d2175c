"""What every scorer shares: labels, texts, windows, checkpoints."""
