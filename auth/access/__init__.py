"""Who is acting: log-in, sessions, API keys, cookies and what they may open."""
