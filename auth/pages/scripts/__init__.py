"""Routes that scripts of our pages call, and people do not."""
