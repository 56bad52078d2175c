"""Figures for Prometheus, and the checks of health."""
