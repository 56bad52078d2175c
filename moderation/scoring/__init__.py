"""Turns texts into scores. Only this room imports Detoxify; it needs no database."""
