"""The services of sanctions: imposing, confirming and lifting them."""
