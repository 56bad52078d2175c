"""Drawing and recording second reviews and samples."""
