"""Text to scores. The only room that knows Detoxify; no database, no Flask."""
