"""The yearly transparency report (Digital Services Act, Articles 15 and 24)."""
