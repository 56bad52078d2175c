"""The road from submission to verdict: checks, the waiting queue, the worker."""
