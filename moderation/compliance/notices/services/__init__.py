"""The services of notices: sending, answering, complaints, misuse, retention."""
