"""File formats: each module reads one family."""
