"""What the worker scores when no comment waits for its verdict."""
