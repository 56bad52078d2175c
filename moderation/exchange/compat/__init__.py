"""Pages that were made for another comment system, and change one address."""
