"""Services of webhooks: endpoints, messages, and their deliveries."""
