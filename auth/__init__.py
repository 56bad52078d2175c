"""Who is acting: sites, accounts, sessions, roles and keys. Knows no comments."""
