"""Services of verdicts from outside."""
