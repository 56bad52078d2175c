"""The demo newsroom: our own writing, really scored. Development only."""
