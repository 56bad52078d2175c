"""The services of reports."""
