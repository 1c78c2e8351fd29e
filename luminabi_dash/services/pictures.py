"""Images that tiles show: checked by their first bytes, kept by their hash, seen by whoever may."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import dashboards
from luminabi_dash.db.work import Picture
from luminabi_dash.errors import Conflict, NotFound, TooLarge, Unreadable
from luminabi_dash.services.files import check_file_name
from luminabi_dash.services.live import opened
from luminabi_dash.views import PictureView, UserView

MOST_BYTES = 5 * 1024 * 1024
MOST = 200
MAGIC = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
)


def add(
    ctx: Context, user: UserView, dashboard_id: int, data: bytes, file_name: str
) -> PictureView:
    """Keep an image for a dashboard; what is no PNG, JPEG, WebP or GIF is Unreadable (422)."""
    with ctx.sessions() as session:
        dashboards.editable(session, dashboard_id, user.id)
    name = check_file_name(file_name or "picture")
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The picture is larger than {MOST_BYTES // 1024**2} MB, the limit here.")
    media_type = media_type_of(data)
    sha256 = ctx.blobs.put_bytes(data)
    with ctx.sessions.begin() as session:
        row = opened(session, user, dashboard_id)
        if len(all_of(session, row.id)) >= MOST:
            raise Conflict(f"A dashboard keeps at most {MOST} pictures.", code="too_many_pictures")
        found = Picture(
            dashboard_id=row.id,
            sha256=sha256,
            media_type=media_type,
            file_name=name,
            file_bytes=len(data),
        )
        session.add(found)
        session.flush()
        return view_of(found)


def media_type_of(data: bytes) -> str:
    """By the first bytes, whatever the name says; WebP lies in a RIFF container."""
    for start, magic, media_type in MAGIC:
        is_whole = media_type != "image/webp" or data[:4] == b"RIFF"
        if is_whole and data[start : start + len(magic)] == magic:
            return media_type
    raise Unreadable("The picture is no PNG, JPEG, WebP or GIF.", code="wrong_picture")


def opened_picture(
    ctx: Context, user: UserView, dashboard_id: int, picture_id: int
) -> tuple[PictureView, BinaryIO]:
    """The picture and its bytes, for whoever may see the dashboard."""
    with ctx.sessions() as session:
        dashboards.visible(session, dashboard_id, user.id)
        found = session.scalar(
            select(Picture).where(Picture.id == picture_id, Picture.dashboard_id == dashboard_id)
        )
        if found is None:
            raise NotFound("There is no such picture.", code="picture_not_found")
        return view_of(found), ctx.blobs.open(found.sha256)


def copied(session: Session, from_id: int, to_id: int) -> dict[int, int]:
    """The pictures of one dashboard for another as well: the number of each copy by the first."""
    found = {}
    for row in all_of(session, from_id):
        copy = Picture(
            dashboard_id=to_id,
            sha256=row.sha256,
            media_type=row.media_type,
            file_name=row.file_name,
            file_bytes=row.file_bytes,
        )
        session.add(copy)
        session.flush()
        found[row.id] = copy.id
    return found


def all_of(session: Session, dashboard_id: int) -> list[Picture]:
    return list(session.scalars(select(Picture).where(Picture.dashboard_id == dashboard_id)))


def view_of(row: Picture) -> PictureView:
    url = f"/api/v1/dashboards/{row.dashboard_id}/pictures/{row.id}"
    return PictureView(row.id, url, row.media_type, row.file_name, row.file_bytes)
