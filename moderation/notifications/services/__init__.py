"""The services of notifications: telling, listing, choosing and delivering."""
