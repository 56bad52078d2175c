"""The verbs of the community: following, blocking, notifying, reading feeds."""
