"""Sites, accounts, sessions, roles and API keys. Knows nothing about comments."""
