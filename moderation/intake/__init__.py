"""The path of a comment from submission to verdict: checks, queue and worker."""
