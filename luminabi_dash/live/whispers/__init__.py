"""Whispers: each module is one adapter of the port."""
