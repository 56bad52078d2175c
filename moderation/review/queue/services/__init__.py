"""The services of the queue: reading it, and assigning its items."""
