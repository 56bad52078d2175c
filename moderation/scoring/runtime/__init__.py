"""Loading a checkpoint and scoring texts with it."""
