"""The course of a live session: a scrubber, its steps, the way back to now; filled by the page."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.page_acts import act, icon_act


class Ids:
    DOCK = "timeline-dock"
    SCRUB = "timeline-scrub"
    WORDS = "timeline-words"
    STEPS = "timeline-steps"
    HEARD = "timeline-heard"


def timeline_button() -> Component:
    """For the header of a dashboard."""
    return act("timeline", "Timeline", "clock-history", aria_expanded="false")


def timeline_dock() -> Component:
    """Below the tiles; hidden until it is asked for."""
    row = html.Div(
        [
            icon_act("timeline-before", "Step before", "skip-start-fill"),
            icon_act("timeline-play", "Play", "play-fill"),
            icon_act("timeline-next", "Next step", "skip-end-fill"),
            html.Div(id=Ids.SCRUB, className="lb-grow lb-scrub-place"),
            html.Span(id=Ids.WORDS, className="lb-scrub-words", role="status"),
            act("timeline-now", "Back to now", "arrow-return-left", "btn-secondary btn-sm"),
            act("timeline-story", "Export as PDF", "file-earmark-pdf", "btn-secondary btn-sm"),
            icon_act("timeline-close", "Close the timeline", "x-lg"),
        ],
        className="lb-row lb-timeline-row",
    )
    steps = html.Ol(id=Ids.STEPS, className="lb-timeline-steps")
    return html.Section(
        [dcc.Store(id=Ids.HEARD), row, steps],
        id=Ids.DOCK,
        hidden=True,
        className="lb-timeline",
        **attributes(aria_label="Timeline of the live session"),
    )
