"""Shares, steps of live sessions, comments, and which notifications somebody wants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from luminabi_dash.db.models import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dashboard_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("permission", sa.String(length=4), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dashboard_id", "user_id"),
        sa.UniqueConstraint("dashboard_id", "role"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_share_dashboard_id"), "share", ["dashboard_id"])
    op.create_index(op.f("ix_share_user_id"), "share", ["user_id"])
    op.create_table(
        "live_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dashboard_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("column_name", sa.String(length=500), nullable=True),
        sa.Column("op", sa.String(length=10), nullable=True),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("by_user", sa.String(length=120), nullable=False),
        sa.Column("client", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=80), nullable=True),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dashboard_id", "client", "ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_live_edit_order", "live_edit", ["dashboard_id", "id"])
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dashboard_id", sa.Integer(), nullable=False),
        sa.Column("tile_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("by_user", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("point", sa.JSON(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("resolved_at", Moment(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=120), nullable=True),
        sa.Column("edited_at", Moment(timezone=True), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tile_id"], ["tile.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thread_id"], ["comment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_comment_dashboard_id"), "comment", ["dashboard_id"])
    op.create_index(op.f("ix_comment_thread_id"), "comment", ["thread_id"])
    with op.batch_alter_table("dashboard", schema=None) as batch_op:
        batch_op.add_column(sa.Column("presenter", sa.JSON(), nullable=True))
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet", sa.JSON(), nullable=True))
