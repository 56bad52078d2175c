"""The services of the Perspective-compatible API: analysis, corrections, quotas."""
