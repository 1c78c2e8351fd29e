import logging

import pytest

from luminabi_dash.errors import WrongSetting
from luminabi_dash.live import remote
from luminabi_dash.live.outage import LONGEST_SECONDS, Outage


def test_an_outage_is_said_once_and_its_pauses_grow(caplog):
    caplog.set_level(logging.INFO)
    outage, pauses = Outage("Redis", "wait."), []
    assert outage.remaining_seconds() == 0
    for _ in range(10):
        outage.begin(OSError("refused\nat great length"))
        pauses.append(outage.remaining_seconds())
    assert 0 < pauses[0] <= 0.1
    assert LONGEST_SECONDS / 2 - 0.1 < pauses[-1] <= LONGEST_SECONDS
    outage.end()
    outage.end()
    assert outage.remaining_seconds() == 0
    said = [record.getMessage() for record in caplog.records]
    assert said == ["Redis does not answer (refused); wait.", "Redis answers again."]


@pytest.mark.parametrize("url", ["redis://host:port/0", "redis://host:99999999/0"])
def test_a_redis_url_that_cannot_be_read_names_its_setting(url):
    with pytest.raises(WrongSetting, match="LUMINABI_REDIS_URL"):
        remote.connect(url)


def test_installations_on_one_redis_differ_by_their_number():
    one, two = remote.connect("redis://host/3"), remote.connect("redis://host")
    assert remote.channel(one, "events") == "luminabi:3:events"
    assert remote.channel(two, "events") == "luminabi:0:events"
