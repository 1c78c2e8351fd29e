"""Reports and their mails as rows: when, what, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.marks import state
from layouts.parts.table import Head, table
from layouts.parts.words import NONE, moment, size
from luminabi_dash.views import DeliveryView, ReportView

HEADS = (
    Head("Slot"),
    Head("Report", extra="lb-name"),
    Head("To"),
    Head("State"),
    Head("Pages", is_number=True),
    Head("PDF"),
    Head("", is_number=True),
)
REPORT_STATES = {
    "queued": ("off", "Waiting"),
    "drawing": ("acc", "Being drawn"),
    "ready": ("ok", "Ready"),
    "held": ("warn", "Held"),
    "failed": ("bad", "Failed"),
    "missed": ("warn", "Missed"),
}
TRIES = {2: "2nd try", 3: "3rd try"}
AGAIN = {"delivered": "Send again", "in_doubt": "Send again", "failed": "Try again"}
ResendId = Callable[[int], dict[str, Any]]


def delivery_table(
    rows: Sequence[tuple[ReportView, DeliveryView | None]], resend_id: ResendId
) -> Component:
    cells = [delivery_cells(report, delivery, resend_id) for report, delivery in rows]
    return html.Div(table(HEADS, cells, "Deliveries"), className="lb-card lb-table-card")


def delivery_cells(
    report: ReportView, delivery: DeliveryView | None, resend_id: ResendId
) -> list[Any]:
    name = html.Span(
        [
            html.Span(report.dashboard_name, className="lb-b"),
            html.Span(f" {report.filters}", className="lb-s lb-3"),
        ],
        title=f"{report.dashboard_name}: {report.filters}",
    )
    return [
        moment(report.slot_at or report.created_at),
        name,
        html.Span(delivery.recipient if delivery else "Not mailed", className="lb-2"),
        delivery_state(delivery) if delivery and report.state == "ready" else report_state(report),
        f"{report.pages:,}" if report.pages else NONE,
        pdf_link(report),
        again(delivery, resend_id),
    ]


def report_state(report: ReportView) -> Component:
    kind, words = REPORT_STATES.get(report.state, ("off", report.state))
    return said(kind, f"{words}: {report.error}" if report.error else words)


def delivery_state(delivery: DeliveryView) -> Component:
    tries = f", {nth(delivery.attempts)}" if delivery.attempts > 1 else ""
    answer = f": {delivery.answer}" if delivery.answer else ""
    if delivery.state == "delivered":
        return state("ok", html.Span(["Delivered ", moment(delivery.delivered_at), tries]))
    if delivery.state == "in_doubt":
        return said("warn", f"In doubt{answer or ': no answer after sending'}")
    if delivery.state == "failed":
        return said("bad", f"Failed{answer}{tries}")
    if delivery.state == "sending":
        return state("acc", f"Sending{tries}")
    if delivery.attempts and delivery.next_try_at is not None:
        again_at = html.Span([f"Not sent yet{answer}; next try ", moment(delivery.next_try_at)])
        return state("warn", html.Span(again_at, className="lb-cut"))
    return state("off", "Waiting")


def said(kind: str, words: str) -> Component:
    """A state whose words may be long: cut, and whole when pointed at."""
    return html.Span(state(kind, html.Span(words, className="lb-cut")), title=words)


def nth(attempts: int) -> str:
    return TRIES.get(attempts, f"{attempts}th try")


def pdf_link(report: ReportView) -> Any:
    if report.state != "ready":
        return NONE
    words = report.sha256[:8] if report.sha256 else "PDF"
    return html.A(
        words,
        href=f"/api/v1/reports/{report.id}/pdf",
        className="lb-mono",
        title=f"PDF, {size(report.size_bytes)}, SHA-256 {report.sha256 or 'unknown'}",
        target="_blank",
        rel="noopener",
    )


def again(delivery: DeliveryView | None, resend_id: ResendId) -> Component | None:
    if delivery is None or delivery.state not in AGAIN:
        return None
    kind = "ghost" if delivery.state == "delivered" else "secondary"
    return button(AGAIN[delivery.state], resend_id(delivery.id), kind=kind, small=True)
