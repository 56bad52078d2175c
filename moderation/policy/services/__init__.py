"""The verbs of the policy: choosing a profile, changing it, storing verdicts."""
