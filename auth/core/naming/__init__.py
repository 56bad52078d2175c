"""Names and addresses of accounts: what may be used, and what counts as the same."""
