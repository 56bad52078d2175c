"""The queue, claims, decisions, reasons and reports."""
