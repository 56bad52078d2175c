"""The services of second reviews and of the audit sample."""
