"""The services of the community: follows, mutes and feeds."""
