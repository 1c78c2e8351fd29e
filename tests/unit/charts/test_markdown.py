"""Text tiles: links lead only where they may, tags stay letters, paper gets plain words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.charts.markdown import blocks, is_allowed, safe


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java\\script:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "\u200bjavascript:alert(1)",
    ],
)
def test_addresses_that_may_not_be_opened(address):
    assert not is_allowed(address)
    assert "(#" in safe(f"[x]({address})") or address not in safe(f"[x]({address})")


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c:d", "mailto:a@b.org", "/dashboards/1", "x.html", "#top"]
)
def test_addresses_that_may(address):
    assert safe(f"see [x]({address}).") == f"see [x]({address})."


def test_references_and_plain_addresses_are_looked_at_too():
    assert safe("[a]: javascript:alert(1)") == "[a]: #"
    assert safe("[a]: https://example.org") == "[a]: https://example.org"
    assert safe("<javascript:alert(1)>") == "javascript: alert(1)"
    assert safe("<https://example.org>") == "[https://example.org](https://example.org)"


def test_pictures_become_words_and_tags_letters():
    assert safe("![plan](https://example.org/x.png)") == "plan"
    assert "<" not in safe("<img src=x onerror=alert(1)><b>x</b><!-- y -->")
    assert safe("1 < 2") == "1 < 2"
    assert safe('[x](/a "title")') == '[x](/a "title")'


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("[]()<>!:/\\ \n\tjavascriptdata&#;x12\"'"), max_size=60))
def test_no_text_makes_it_stumble(text):
    for address in ("javascript:", "data:"):
        assert f"]({address}" not in safe(text).lower()
    list(blocks(text))


def test_blocks_for_paper():
    text = "# Head\nsome **bold** and\n[more](https://x.org)\n\n- a\n  - b\n2. c\n\n---\n> said"
    assert [(b.kind, b.text, b.level) for b in blocks(text)] == [
        ("heading", "Head", 1),
        ("paragraph", "some bold and more (https://x.org)", 0),
        ("item", "• a", 0),
        ("item", "• b", 1),
        ("item", "2. c", 0),
        ("paragraph", "said", 0),
    ]
