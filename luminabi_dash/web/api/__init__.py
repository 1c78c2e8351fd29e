"""The JSON API: parse, one service call, answer."""
