"""The services of policy: choosing and changing profiles, storing verdicts."""
