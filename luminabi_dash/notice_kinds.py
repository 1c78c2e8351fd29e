"""The kinds of things that a user is told of: their words and marks, and which may be silenced."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.registry import Registry


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`title` names it in the settings, `several` is what "3 …" stands for; `tone` colours its
    mark: ok, warn, bad, acc. One that is not `may_be_quiet` concerns the safety of an account.
    """

    name: str
    group: str
    title: str
    several: str
    symbol: str
    tone: str = "acc"
    may_be_quiet: bool = True


NOTICES: Registry[NoticeKind] = Registry("notification")


def add(group: str, name: str, title: str, several: str, symbol: str, tone: str = "acc") -> None:
    NOTICES.add(name, NoticeKind(name, group, title, several, symbol, tone))


DATA, LIVE, REPORTS = "Data", "Dashboards and people", "Reports"
ALERTS = "Alerts"
add(DATA, "dataset.ready", "A dataset is ready", "datasets are ready", "database-check", "ok")
add(
    DATA,
    "dataset.failed",
    "A dataset could not be prepared",
    "datasets could not be prepared",
    "database-exclamation",
    "bad",
)
add(DATA, "insights.completed", "A search for insights ended", "searches ended", "lightbulb")
add(
    DATA,
    "insight.turned",
    "An insight that you follow changed",
    "insights changed",
    "arrow-left-right",
    "warn",
)
add(REPORTS, "report.generated", "A report was generated", "reports generated", "file-pdf", "ok")
add(
    REPORTS,
    "report.failed",
    "A report or its mail failed",
    "reports or mails failed",
    "envelope-exclamation",
    "bad",
)
add(ALERTS, "alert.fired", "An alert fires", "alerts fire", "exclamation-diamond", "warn")
add(ALERTS, "alert.over", "An alert is over", "alerts are over", "check-circle", "ok")
add(
    ALERTS,
    "alert.failed",
    "An alert or its mail failed",
    "alerts or mails failed",
    "exclamation-circle",
    "bad",
)
add(LIVE, "dashboard.shared", "Somebody shared a dashboard", "dashboards shared", "share")
add(LIVE, "comment.mentioned", "Somebody mentioned you", "mentions", "at")
add(LIVE, "comment.replied", "Somebody replied to you", "replies", "reply")
add(LIVE, "session.asked", "Somebody asks to present", "requests to present", "easel")
NOTICES.add(
    "account.password",
    NoticeKind(
        "account.password",
        "Your account",
        "Your password was changed",
        "changes of your account",
        "shield-lock",
        "warn",
        may_be_quiet=False,
    ),
)
