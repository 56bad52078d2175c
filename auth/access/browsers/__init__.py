"""The browsers of an account: known ones, and what they call themselves."""
