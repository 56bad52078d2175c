"""Exports of a site: everything as JSON lines, and the CSV files of Coral's importer.

:mod:`.reading` reads the discussion in batches, :mod:`.json_lines` and
:mod:`.coral_csv` write it. ``docs/exporting.md`` documents both formats.
"""
