"""The services of the law page."""
