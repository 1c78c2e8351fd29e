from hypothesis import given
from hypothesis import strategies as st

from luminabi_dash.dashboards.session import Edit, SharedState, replay
from luminabi_dash.tables.filters import Filter

COLUMNS = st.sampled_from(["a", "b", "c"])


@st.composite
def edits(draw):
    result = []
    for seq in range(1, draw(st.integers(1, 20))):
        column = draw(st.none() | COLUMNS)
        value = draw(st.none() | st.integers(0, 9))
        item = None
        if column is not None and value is not None:
            item = Filter(column=column, op="eq", value=value)
        result.append(Edit(seq, column, item))
    return result


@given(edits(), st.randoms())
def test_every_order_of_arrival_ends_in_the_same_state(made, random):
    arrived = [*made, *made[:3]]
    random.shuffle(arrived)

    assert replay(SharedState(), arrived) == replay(SharedState(), made)


def test_the_last_writer_of_a_column_wins():
    first = Edit(1, "a", Filter(column="a", op="eq", value=1))
    second = Edit(2, "a", Filter(column="a", op="eq", value=2))

    assert SharedState().after(second).after(first).filters[0].value == 2
