"""Articles, comments, revisions and threads; statuses and their history."""
