"""The services of the discussion."""
