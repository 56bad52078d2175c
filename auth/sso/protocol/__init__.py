"""What is said to identity providers, and what of their answers is believed."""
