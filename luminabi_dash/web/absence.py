"""Ends the presenting of pages that have been gone for too long."""

from __future__ import annotations

import asyncio
import logging
import random

from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.context import Context
from luminabi_dash.services import presenting
from luminabi_dash.web.hub import Hub

log = logging.getLogger(__name__)
GONE_SECONDS = 20.0
"""After which a presenter counts as gone; a reconnecting page is back within seconds."""


class Absence:
    """Lives in the event loop beside the hub; any process that notices may end the presenting."""

    def __init__(self, ctx: Context, hub: Hub) -> None:
        self._ctx = ctx
        self._hub = hub

    def start(self) -> None:
        """Presenters that nobody has seen since before this process began are looked for once."""
        self._hub.start(self._look_at_all())

    def __call__(self, topic: str, client: str) -> None:
        kind, _, dashboard_id = topic.partition(":")
        if kind == "dashboard":
            self._hub.start(self._look_later(int(dashboard_id), client))

    async def _look_at_all(self) -> None:
        await asyncio.sleep(GONE_SECONDS)
        for dashboard_id, client in await asyncio.to_thread(presenting.presenters, self._ctx):
            await self._look(dashboard_id, client)

    async def _look_later(self, dashboard_id: int, client: str) -> None:
        await asyncio.sleep(GONE_SECONDS + random.random())  # noqa: S311  spread, not secret
        await self._look(dashboard_id, client)

    async def _look(self, dashboard_id: int, client: str) -> None:
        if self._hub.presence.has(f"dashboard:{dashboard_id}", client):
            return
        try:
            await asyncio.to_thread(presenting.vacate, self._ctx, dashboard_id, client)
        except SQLAlchemyError:
            log.warning("A presenter who left could not be released.", exc_info=True)
