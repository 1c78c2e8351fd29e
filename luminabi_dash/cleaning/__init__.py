"""Cleaning: a text table in, a typed table, its recipe and its audit out."""
