"""Comments and what becomes of them: from submission to a person's decision."""

__version__ = "0.1.0"
