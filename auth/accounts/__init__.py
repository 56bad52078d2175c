"""Accounts: registering, confirming, recovering, changing and erasing them."""
