"""Callbacks: parse, one service call, one view function; at most 8 statements each."""
