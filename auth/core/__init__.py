"""What accounts and sessions share: errors, permissions, the audit log, limits."""
