"""What the buttons of an insight card do."""

from __future__ import annotations

from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.services import insights, judging, pinning
from luminabi_dash.views import UserView

THUMBS = {"up": 1, "down": -1}
STATES = {"pin": "pinned", "dismiss": "dismissed"}


def act(ctx: Context, user: UserView, insight_id: Any, what: str) -> None:
    """What a card's button does; pressed a second time it takes it back. Pinning also puts the
    insight on the dataset's dashboard.
    """
    if not isinstance(insight_id, int) or insight_id < 1:
        raise Invalid("Wait until the search is over.")
    view = insights.get(ctx, user, insight_id)
    if what in THUMBS:
        judging.press(ctx, user, insight_id, THUMBS[what])
    elif what == "follow":
        judging.follow(ctx, user, insight_id, is_on=not view.is_followed)
    elif what == "pin" and view.state != "pinned":
        pinning.pin_insight(ctx, user, insight_id)
    elif what in STATES:
        back = view.state == STATES[what]
        insights.set_state(ctx, user, insight_id, "new" if back else STATES[what])
    else:
        raise Invalid("An insight has no such button.")


def mute(ctx: Context, user: UserView, insight_id: Any, place: Any) -> None:
    """Never show insights about the column at this place of the insight."""
    if not isinstance(insight_id, int):
        raise NotFound("There is no such insight.", code="insight_not_found")
    view = insights.get(ctx, user, insight_id)
    if not (isinstance(place, int) and 0 <= place < len(view.columns)):
        raise NotFound("There is no such column.", code="column_not_found")
    judging.mute(ctx, user, view.dataset_id, view.columns[place])


def unmute(ctx: Context, user: UserView, dataset_id: int, place: Any) -> None:
    columns = judging.muted(ctx, user, dataset_id)
    if not (isinstance(place, int) and 0 <= place < len(columns)):
        raise NotFound("There is no such column.", code="column_not_found")
    judging.unmute(ctx, user, dataset_id, columns[place])
