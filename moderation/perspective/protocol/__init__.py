"""The wire protocol of the Perspective API: parsing, messages, errors and units."""
