"""The catalogues of the texts that people read, and what extracts them."""
