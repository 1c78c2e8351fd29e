"""A live session of two and three browsers: following, stepping out, coming back in step."""

import pytest
from selenium.webdriver import ActionChains

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(400)]
SPECS = (
    {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"},
    {"kind": "line", "x": "day", "y": "amount", "unit": "month", "title": "Amount by month"},
    {"kind": "histogram", "x": "amount", "title": "How amount is spread"},
    {"kind": "bar", "x": "region", "y": "visits", "title": "Visits by region"},
    {"kind": "table", "title": "Rows"},
)
BAR = "#dashboard-session"
CHIPS = "#filters-chips"
IN_EU = {"column": "region", "op": "in", "value": ["North"]}


@pytest.fixture
def people(served, request):
    """Ada, whose dashboard it is, Bob, who may edit it, and Eve, who may look."""
    name = f"{abs(hash(request.node.name))}"
    return [
        served.register(f"{who.lower()}-{name}@example.org", f"{who} Live")
        for who in ("Ada", "Bob", "Eve")
    ]


@pytest.fixture
def board(people):
    ada, bob, eve = people
    made = ada.upload(sales(rows=400)[0], "sales.csv")
    ada.wait_for_job(made["job_id"])
    found = ada.post("/dashboards", {"dataset_id": made["id"], "name": "Monday"})
    for spec in SPECS:
        ada.post(f"/dashboards/{found['id']}/tiles", {"spec": spec})
    path = f"/dashboards/{found['id']}/shares"
    ada.post(path, {"email": bob.email, "permission": "edit"})
    ada.post(path, {"email": eve.email, "permission": "view"})
    return found["id"]


@pytest.fixture
def opened(open_browser, board):
    def start(program):
        one = open_browser()
        one.sign_in(program.email)
        one.see("#main")
        one.open(f"/dashboards/{board}")
        wait_until(lambda: one.all(".lb-graph .main-svg .trace"), 40, message=one.state)
        one.settle()
        return one

    return start


def set_filter(browser, item):
    """As the editor of filters does it once its fields are filled in."""
    browser.run(
        """const { session } = window.luminabi;
        const next = session.change({ type: "filter.set", ...arguments[0] }, session.pageState());
        if (next) session.keep(next);""",
        item,
    )


def drawn_under(browser, words):
    browser.see_words(CHIPS, words)


def test_others_follow_a_presenter_and_step_out_for_themselves(opened, people, board):
    ada, bob, eve = (opened(one) for one in people)
    for one in (ada, bob, eve):
        wait_until(
            lambda one=one: len(one.all("#dashboard-presence .lb-av")) == 3, message=one.state
        )

    ada.run("document.querySelector('[data-act=session-present]').click()")
    ada.see_words(BAR, "You are presenting")
    bob.see_words(BAR, "Ada Live is presenting")
    set_filter(ada, IN_EU)
    for one in (ada, bob, eve):
        drawn_under(one, "North")

    last = people[0].get(f"/dashboards/{board}")["tiles"][-1]["id"]
    ada.run(f"document.querySelector('[data-tile=\"{last}\"]').scrollIntoView()")
    seen = f"""const tile = document.querySelector('[data-tile="{last}"]').getBoundingClientRect();
      return tile.top < window.innerHeight - 40"""
    assert not bob.run(seen.replace("innerHeight - 40", "innerHeight - 4000"))
    wait_until(lambda: bob.run(seen), 10, message="the follower did not scroll along")

    set_filter(bob, {"column": "visits", "op": "ge", "value": 1})
    bob.see_words(BAR, "filters of your own")
    drawn_under(bob, "visits")
    set_filter(ada, {**IN_EU, "value": ["South"]})
    drawn_under(ada, "South")
    drawn_under(bob, "South")
    assert "visits" in bob.text(CHIPS), "one's own filter stays on top"
    assert "visits" not in ada.text(CHIPS)
    bob.click("[data-act=session-back]")
    bob.see_words(BAR, "is presenting")
    wait_until(lambda: "visits" not in bob.text(CHIPS), message=bob.state)

    bob.click("[data-act=session-ask]")
    ada.see_words(BAR, "Bob Live asks to present")
    ada.click("[data-act=session-accept]")
    bob.see_words(BAR, "You are presenting")
    eve.see_words(BAR, "Bob Live is presenting")
    bob.click("[data-act=session-stop]")
    wait_until(lambda: not eve.all(f"{BAR} .lb-banner"), message=eve.state)
    for one in (ada, bob, eve):
        assert one.severe() == []


def test_who_may_only_look_sets_filters_for_themselves(opened, people, board):
    ada, eve = opened(people[0]), opened(people[2])
    assert not eve.all("[data-act=edit]")
    assert not eve.all("#sharing-open")

    set_filter(eve, IN_EU)

    eve.see_words(BAR, "filters of your own")
    drawn_under(eve, "North")
    assert people[0].get(f"/dashboards/{board}/filters")["filters"] == []
    assert "North" not in ada.text(CHIPS)
    assert eve.severe() == []


def test_one_sees_where_the_others_look(opened, people, board):
    ada, bob = opened(people[0]), opened(people[1])
    first = people[0].get(f"/dashboards/{board}")["tiles"][0]["id"]
    chart = ada.see(f'[data-tile="{first}"] .js-plotly-plot .nsewdrag')

    ActionChains(ada.driver).move_to_element(chart).perform()

    wait_until(lambda: bob.all("#lb-looks .lb-look"), message=bob.state)
    wait_until(
        lambda: (
            "Amount by region" in bob.see("#dashboard-presence .lb-av").get_attribute("title")
            or any(
                "Amount by region" in one.get_attribute("title")
                for one in bob.all("#dashboard-presence .lb-av")
            )
        ),
        message="nobody is said to look at the chart",
    )
    ada.open("/datasets")
    wait_until(lambda: len(bob.all("#dashboard-presence .lb-av")) == 1, 15, message=bob.state)
    assert bob.severe() == []


def test_an_edit_made_while_the_line_was_gone_is_kept(opened, people, board, served):
    ada, bob = opened(people[0]), opened(people[1])
    ada.run(
        """const socket = window.luminabi.socketOf("/ws/dashboard/");
        window.luminabi.test = socket.connect;
        socket.connect = () => { socket.retry = setTimeout(() => socket.connect(), 100); };
        socket.native.close();"""
    )
    ada.see_words("#dashboard-live", "Reconnecting")
    set_filter(ada, IN_EU)
    people[1].ask(
        "PUT",
        f"/dashboards/{board}/filters",
        json={"filters": [{"column": "visits", "op": "ge", "value": 1}]},
    )
    drawn_under(bob, "visits")
    ada.run(
        """const socket = window.luminabi.socketOf("/ws/dashboard/");
        socket.connect = window.luminabi.test;"""
    )
    ada.see_words("#dashboard-live", "Live")
    for one in (ada, bob):
        drawn_under(one, "North")
        drawn_under(one, "visits")
    assert ada.run("return window.luminabi.session.me.pending.size") == 0


def test_a_filter_of_ones_own_is_drawn_once_and_at_once(opened, people):
    ada = opened(people[0])
    ada.run(
        """window.refreshes = 0;
        const ask = window.fetch;
        window.fetch = (address, more) => {
          if (more && /"output":"..dashboard-figures/.test(more.body)) window.refreshes += 1;
          return ask(address, more);
        };"""
    )
    set_filter(ada, IN_EU)
    drawn_under(ada, "North")
    ada.settle()
    assert ada.run("return window.refreshes") == 1, "the echo of one's own edit draws nothing again"


def test_a_snapshot_does_not_undo_what_came_after_it(opened, people):
    """The two in one burst, as after a long absence: whatever Dash does with them meanwhile."""
    ada = opened(people[0])
    found = ada.run(
        """const socket = window.luminabi.socketOf("/ws/dashboard/");
        const { me } = window.luminabi.session;
        const id = socket.lastId + 10;
        const old = { filters: [], seq: 5, version: 1, data_version: me.shared.version,
          presenter: null, participants: [...me.people.values()], client: me.client };
        const newer = { column: "region", op: "in", value: ["South"], seq: 6, by: "Bob" };
        const tell = (event) => socket.received(JSON.stringify(event));
        tell({ id, topic: "dashboard:0", type: "snapshot", data: old });
        tell({ id: id + 1, topic: "dashboard:0", type: "filter.changed", data: newer });
        return me.shared.seq;"""
    )
    assert found < 5
    wait_until(lambda: ada.run("return window.luminabi.session.me.shared.seq") == 6, 5)
    ada.settle()
    assert ada.run("return window.luminabi.session.me.shared.seq") == 6
    state = ada.run("return window.luminabi.session.pageState().filters.map((one) => one.column)")
    assert state == ["region"]
