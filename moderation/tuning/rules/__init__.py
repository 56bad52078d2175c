"""Pure arithmetic of the tuner: arrays and numbers in, figures out."""
