"""The verbs of the review: items, claims, decisions, reports."""
