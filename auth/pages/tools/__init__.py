"""The pages for programs that act for a member of staff."""
