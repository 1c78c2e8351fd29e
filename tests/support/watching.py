"""Alerts under test: a mailer that keeps what it gets, tables of a few amounts, what was told."""

from luminabi_dash.db.work import Notification
from luminabi_dash.mail.smtp import Refused

TOTAL = {"kind": "indicator", "y": "amount", "aggregate": "sum", "title": "Revenue"}
KINDS = ("prepare_dataset", "check_alerts", "deliver_alert")


class Mailer:
    """Keeps what it gets; `answer` may be an error, raised after the message went out or before."""

    def __init__(self):
        self.sent, self.answer = [], "250 Kept"

    def send(self, message, recipient, *, before_data):
        if isinstance(self.answer, Refused):
            raise self.answer
        before_data()
        self.sent.append((recipient, message))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def rows(context, model, *conditions):
    with context.sessions() as session:
        return session.query(model).filter(*conditions).order_by(model.id).all()


def told(context, user, kind="alert."):
    found = rows(context, Notification, Notification.user_id == user.id)
    return [(one.type, one.text) for one in found if one.type.startswith(kind)]


def table(*amounts):
    lines = [f"A-{i:04},2026-01-{1 + i % 28:02},EU,Lamp,{a}" for i, a in enumerate(amounts)]
    return ("order,day,region,product,amount\n" + "\n".join(lines) + "\n").encode()
