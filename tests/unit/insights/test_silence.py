"""Where there is nothing to look at, every detector is silent and none fails."""

import numpy as np
import pandas as pd
import pytest

from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.insight import DETECTORS
from luminabi_dash.insights.table import table_of
from tests.support import planted

USES = {
    "day": "temporal",
    "shop": "dimension",
    "flag": "flag",
    "hit": "outcome",
    "price": "measure",
    "amount": "measure sum",
    "year": "year",
    "note": "text",
}
SCHEMA = planted.schema_of(**USES)


def table(rows, *, empty=False, constant=False):
    random = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "day": planted.days(rows),
            "shop": random.choice(list("abc"), rows).astype(object),
            "flag": (random.random(rows) < 0.5).astype(object),
            "hit": random.integers(0, 2, rows).astype(float),
            "price": random.normal(size=rows),
            "amount": random.normal(size=rows),
            "year": 2000 + np.arange(rows),
            "note": [f"note {place}" for place in range(rows)],
        }
    )
    if constant:
        frame = pd.DataFrame({name: [frame[name].iloc[0]] * rows for name in frame})
        frame["note"] = [f"note {place}" for place in range(rows)]
    if empty:
        frame = frame.astype(object)
        frame.loc[:, :] = None
    return frame


CASES = {
    "no rows": table(3).iloc[:0],
    "one row": table(1),
    "two rows": table(2),
    "constant": table(60, constant=True),
    "all empty": table(60, empty=True),
    "a few rows": table(9),
}


@pytest.mark.parametrize("name", DETECTORS.names())
@pytest.mark.parametrize("case", CASES)
def test_a_detector_is_silent_where_nothing_is(name, case):
    tests = list(DETECTORS.get(name).detect(table_of(CASES[case], SCHEMA)))

    told = [one for one in tests if one.insight is not None and one.p_value < 0.001]
    if case == "all empty" and name == "duplicates":
        told = []  # rows without any value are equal: that much is true
    assert told == []


@pytest.mark.parametrize("case", CASES)
def test_the_answer_says_what_it_could_have_seen(case):
    body = discover(CASES[case], SCHEMA).as_json()

    assert body["sentence"].endswith(".")
    if body["smallest_effect"] is not None:
        assert 0 < body["smallest_effect"] <= 1


def test_a_table_without_columns_is_answered():
    assert discover(pd.DataFrame(index=range(10)), planted.schema_of()).insights == ()
