"""Reports by readers and visitors."""
