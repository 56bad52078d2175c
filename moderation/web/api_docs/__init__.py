"""The page and the document that describe the JSON API."""
