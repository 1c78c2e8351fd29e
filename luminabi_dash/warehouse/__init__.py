"""Queries over data that stays in a database, by SQLAlchemy Core: bound values, never SQL text."""
