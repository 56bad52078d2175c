"""What every room may use: settings, logs, leases, the outbox, idempotency."""
