"""The verbs of the community: following, muting, notifying, reading feeds."""
