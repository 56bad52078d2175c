"""The queue: views, cards, tabs, search and presence."""
