"""What the Perspective-compatible API does: analyse, take corrections, count use."""
