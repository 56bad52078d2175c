"""The services of privacy: copying a reader's data, and erasing it."""
