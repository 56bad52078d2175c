"""The verbs of the road from submission to verdict."""
