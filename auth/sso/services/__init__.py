"""The services of single sign-on."""
