"""Reading what a statement needs."""
