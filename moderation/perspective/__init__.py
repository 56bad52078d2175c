"""The Perspective API's wire protocol, answered from the newsroom's own classifier."""
