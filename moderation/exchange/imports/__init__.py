"""Imports of discussions from other comment systems.

A reader of one format (:mod:`.formats.disqus`) turns a file into the records of
:mod:`.formats.records`. :mod:`.staging` keeps them in a temporary file, and
:mod:`.arranging` sorts them. The plan is made from it, and :mod:`.running` stores them
in batches.
"""
