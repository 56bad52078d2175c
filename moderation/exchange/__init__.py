"""What comes from other systems, and what leaves for them."""
