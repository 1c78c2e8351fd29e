"""Cleaning steps: each module is one and imports no other."""
