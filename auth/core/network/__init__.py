"""The network outside: which addresses may be called."""
