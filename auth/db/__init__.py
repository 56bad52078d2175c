"""The engine, the unit of work, and helpers for tables and statements."""
