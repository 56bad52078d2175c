"""The verbs of the discussion: one module a theme."""
