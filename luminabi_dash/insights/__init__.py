"""Insights: a typed table in, findings with error control out."""
