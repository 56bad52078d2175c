"""Second reviews, the audit sample, and how far moderators agree."""
