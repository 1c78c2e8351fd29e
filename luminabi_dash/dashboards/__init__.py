"""Dashboards: tiles, their arrangement and the one order of shared filters."""
