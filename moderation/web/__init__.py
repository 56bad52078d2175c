"""What every page and API answer shares: layout, errors, headers, limits."""
