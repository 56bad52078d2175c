"""The language of pages and mails: which it is, and who chooses it."""
