"""Reading the queue and handing out its items."""
