"""What services answer with: frozen values for pages and for the API, never database rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from luminabi_dash.tables.columns import ColumnView as ColumnView
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Schema

PRESENCE_COLOURS = 6


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    email: str
    name: str
    role: str
    created_at: datetime

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper() or "?"

    @property
    def color(self) -> int:
        """The number of the colour that others see this person in, from 1."""
        return self.id % PRESENCE_COLOURS + 1


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody as others see them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ShareView:
    """Whom a dashboard is shared with: one person (email and name) or a role."""

    id: int
    email: str | None
    name: str | None
    role: str | None
    permission: str  # "view" or "edit"
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignInView:
    """One signed-in browser or one API token of a user."""

    id: int
    kind: str  # "browser" or "token"
    label: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class JobView:
    """`state`: queued, running, succeeded, failed, cancelled; `progress` from 0 to 1."""

    id: str
    kind: str
    state: str
    progress: float
    message: str
    attempts: int
    error: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One immutable version; rows_in = rows + rows_rejected + rows_removed."""

    number: int
    kind: str  # "read" or "cleaned"
    rows: int
    columns: int
    rows_in: int
    rows_rejected: int
    rows_removed: int
    cells_changed: int
    size_bytes: int
    created_at: datetime
    why: str = "upload"  # or replace, append, options, recipe, again
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetView:
    """`status`: uploading, pending, cleaning, ready, failed. `version` is the newest one."""

    id: int
    name: str
    status: str
    error: str | None
    file_name: str
    file_bytes: int
    sha256: str
    created_at: datetime
    changed_at: datetime
    version: VersionView | None
    insights: int
    owner: str
    job: JobView | None = None
    edit_version: int = 1
    error_code: str | None = None
    options: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read the file: what it is called, and the ReadOptions that choose it."""

    label: str
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One decision of the reader: what, how sure, why, and what else it could have been.

    `key` stays the same from one reading to the next: "encoding", "header", "column:price";
    `counted` and `against` are how many cells, rows or lines speak for the choice and against it.
    """

    what: str
    choice: str
    certainty: str  # "certain", "likely", "asked"
    reason: str
    alternatives: tuple[Alternative, ...] = ()
    key: str = ""
    counted: int | None = None
    against: int | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> EvidenceView:
        """The decision as it was stored; an older one has alternatives without effect."""
        others = tuple(
            Alternative(item, {}) if isinstance(item, str) else Alternative(**item)
            for item in data.get("alternatives", ())
        )
        return cls(**{**data, "alternatives": others})


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a recipe and what it did."""

    id: str
    name: str
    title: str
    summary: str
    reason: str
    cells_changed: int
    rows_removed: int
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class ChangeView:
    row: int
    line: int | None
    column: str | None
    before: str | None
    after: str | None
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class TileView:
    """Place in a grid of 12 columns: x 0..11, w 1..12, y and h in rows of 8 px-free units."""

    id: int
    kind: str
    title: str
    subtitle: str
    x: int
    y: int
    w: int
    h: int
    spec: dict[str, Any]
    filters: tuple[dict[str, Any], ...]
    version: int
    insight_id: int | None = None
    tab: int = 0
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditView:
    """One entry of a dashboard's history; `name` is what somebody called this version."""

    version: int
    what: str
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PictureView:
    """An uploaded image of a dashboard; `url` serves it to whoever may see the dashboard."""

    id: int
    url: str
    media_type: str
    file_name: str
    file_bytes: int


@dataclass(frozen=True, slots=True)
class DashboardView:
    id: int
    name: str
    description: str
    dataset_id: int
    dataset_name: str
    data_version: int
    version: int
    owner: str
    created_at: datetime
    changed_at: datetime
    tiles: tuple[TileView, ...] = ()
    filters: tuple[Filter, ...] = ()
    seq: int = 0
    schema: Schema = field(default_factory=lambda: Schema(()))
    tabs: tuple[dict[str, Any], ...] = ()
    controls: tuple[dict[str, Any], ...] = ()
    permission: str = "own"  # or "edit", "view"

    @property
    def may_edit(self) -> bool:
        return self.permission != "view"

    def on_tab(self, tab: int | None) -> tuple[TileView, ...]:
        """The tiles of a tab; of the first one for None or for a tab that is not there."""
        known = [int(one["id"]) for one in self.tabs]
        if not known:
            return self.tiles
        shown = tab if tab in known else known[0]
        return tuple(
            one for one in self.tiles if (one.tab if one.tab in known else known[0]) == shown
        )


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A tile with its figure (Plotly JSON without template), or the sentence why it has none."""

    tile: TileView
    figure: dict[str, Any]
    fingerprint: str
    error: str | None = None
    encoded: bytes = b""
    """The figure's JSON, when it is there already."""


@dataclass(frozen=True, slots=True)
class DrawnDashboard:
    """Everything one refresh of a dashboard needs; `newest` is the present version of its data."""

    dashboard: DashboardView
    tiles: tuple[DrawnTile, ...]
    matched: int
    total: int
    newest: int = 0


@dataclass(frozen=True, slots=True)
class ScheduleView:
    id: int
    dashboard_id: int
    dashboard_name: str
    cron: str
    words: str
    timezone: str
    recipients: tuple[str, ...]
    subject: str
    enabled: bool
    next_at: datetime | None
    filters: tuple[dict[str, Any], ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class ReportView:
    """`state`: queued, drawing, ready, held (could not be drawn whole), failed."""

    id: int
    dashboard_id: int
    dashboard_name: str
    schedule_id: int | None
    slot_at: datetime | None
    state: str
    error: str | None
    pages: int
    size_bytes: int
    sha256: str | None
    filters: str
    data_version: int
    created_at: datetime
    deliveries: tuple[DeliveryView, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """`state`: waiting, sending, delivered, in_doubt, failed; `answer` is the mail server's."""

    id: int
    report_id: int
    recipient: str
    state: str
    attempts: int
    answer: str | None
    next_try_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotificationView:
    id: int
    type: str
    text: str
    link: str | None
    at: datetime
    is_read: bool
