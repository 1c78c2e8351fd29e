"""How LuminaBI logs: one line an event, as text or JSON, without secrets."""

from __future__ import annotations

import logging
import re
import sys

import orjson

from luminabi_dash.settings import Settings

SECRET = re.compile(r"(://[^:/@\s]*:)[^@\s]+@")


class Masked(logging.Filter):
    """Passwords in URLs become stars in every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"\1***@", record.getMessage())
        record.args = ()
        return True


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = SECRET.sub(r"\1***@", self.formatException(record.exc_info))
        return orjson.dumps(line).decode()


def configure(settings: Settings) -> None:
    """Log to standard error; our own loggers from INFO, others from WARNING."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Masked())
    is_json = settings.log_format == "json"
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if is_json else text)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("luminabi_dash", "jobs"):
        logging.getLogger(name).setLevel(logging.INFO)
