"""Runs migrations on the connection that `luminabi_dash.db.migrate` hands over."""

from alembic import context

from luminabi_dash.db import watching, work
from luminabi_dash.db.models import Base

__all__ = ["watching", "work"]

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
