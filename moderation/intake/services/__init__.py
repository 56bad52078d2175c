"""The services between submission and verdict."""
