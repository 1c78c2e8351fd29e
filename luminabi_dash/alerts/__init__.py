"""Alerts: conditions on numbers and insights, when they hold, and how that is said."""
