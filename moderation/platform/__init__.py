"""Shared by every room: settings, logs, leases, the outbox, idempotency."""
