"""Single sign-on: identity providers of a site, and the identities of accounts."""
