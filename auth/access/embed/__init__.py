"""What a session in a frame on a publisher's page needs."""
