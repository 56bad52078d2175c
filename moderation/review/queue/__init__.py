"""The queue: views, cards, tabs, search, and who looks at what."""
