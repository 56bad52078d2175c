"""Comments and what becomes of them: from submission to a person's decision."""
