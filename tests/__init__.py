"""The tests. Folders of rooms mirror the code; the others concern many rooms."""
