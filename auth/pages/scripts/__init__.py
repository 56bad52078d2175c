"""What the pages offer to browsers, and not to people."""
