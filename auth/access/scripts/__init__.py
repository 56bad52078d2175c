"""What makes open forms a bother for scripts, and stays unseen by people."""
