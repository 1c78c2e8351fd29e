"""Redis as our threads use it: short waits, no tries of its own, one name an installation."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from luminabi_dash.errors import WrongSetting

ANSWER_SECONDS = 1.0
CHECK_SECONDS = 10
AWAY = (RedisError, OSError)
"""What is raised when Redis cannot be used just now."""


def connect(url: str) -> Redis:
    """A client that has not connected yet; WrongSetting if the URL cannot be read."""
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            socket_keepalive=True,
            health_check_interval=CHECK_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError as problem:
        raise WrongSetting(f"LUMINABI_REDIS_URL cannot be read: {problem}.") from None


def channel(client: Redis, name: str) -> str:
    """Channels know no database numbers: installations on one Redis differ by theirs."""
    number = client.connection_pool.connection_kwargs.get("db", 0)
    return f"luminabi:{number}:{name}"
