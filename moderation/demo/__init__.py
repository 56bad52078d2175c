"""The demo newsroom, for development: our own texts with real scores."""
