"""Detectors: each module is one and imports no other."""
