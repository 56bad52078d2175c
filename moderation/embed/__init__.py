"""The discussion in a frame on a publisher's page."""
