"""The legal duties of a newsroom: notices, the Transparency Database, reports."""
