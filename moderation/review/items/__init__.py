"""Review items: why a comment waits for a person, and who may decide it."""
