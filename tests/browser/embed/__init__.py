"""The frame on publishers' pages. A package, so that its fixtures end with it."""
