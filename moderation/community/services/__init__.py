"""The services of the community: follows, mutes, notifications and feeds."""
