"""Log-in, sessions, API keys, cookies, and the check of permissions."""
