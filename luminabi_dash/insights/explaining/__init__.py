"""Which segments carry a change: contributions that sum to it, with the same error control.

Web processes call this room, so it works with NumPy and the standard library alone.
"""
