"""The client of the Transparency Database (Digital Services Act, Article 24(5))."""
