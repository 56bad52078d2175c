"""Pages between writing a comment and posting it: the preview, and the nudge."""
