"""The services of decisions: deciding, undoing, reopening."""
