"""Web push: what is sent, to which services, with which key."""
