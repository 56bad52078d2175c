"""Webhooks: the newsroom's other systems are told what happens here.

Messages follow Standard Webhooks 1.0.0. An event's handler queues a message in the
transaction of the change, and a chore sends it later. Messages are thin: they have
numbers and addresses, and no text that a reader wrote.
"""
