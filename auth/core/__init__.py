"""Shared by accounts and sessions: errors, permissions, the audit log, limits."""
