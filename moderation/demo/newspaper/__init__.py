"""A demo newspaper that embeds the discussions. Development only."""
