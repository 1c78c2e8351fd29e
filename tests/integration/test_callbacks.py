"""The callback route: what no page of ours would send is the sender's mistake, never a 500."""

import json

import pytest

MALFORMED = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"x"',
    b"{",
    b"{}",
    b'{"output": null}',
    b'{"output": {"id": "x"}}',
    b'{"output": "nothing.children", "inputs": []}',
    b'{"output": "shell-toast.children", "inputs": "x"}',
    b'{"output": "shell-toast.children", "inputs": []}',
    b'{"output": "shell-toast.children", "inputs": [7]}',
    b'{"output": "shell-toast.children", "inputs": [{"id": "x", "property": "data"}]}',
    b'{"output": "..shell-toast.children...shell-unread.children..", "inputs": [[[]]]}',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"output": "' + b"x" * 200_000 + b'"}',
    b" " * (1024 * 1024 + 1),
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:40]))
def test_a_malformed_callback_request_is_the_senders_mistake(browser, ada, body):
    signed = browser().sign_in(ada)
    answer = signed.client.post(
        "/_dash-update-component",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": signed.csrf},
    )
    assert answer.status_code in {400, 413}, answer.text
    assert answer.json["error"]["message"]


def test_callback_requests_with_right_shapes_and_wrong_values_never_give_500(app, browser, ada):
    """Every registered callback, with nothing, a number, a text and a list in each argument."""
    signed = browser().sign_in(ada)
    for output, item in app.callback_map.items():
        for value in (None, -1, "x" * 50, [1, None], {"type": "x"}):
            arguments = {
                kind: [one_argument(known, value) for known in item[kind]]
                for kind in ("inputs", "state")
            }
            body = {
                "output": output,
                "outputs": outputs_of(output),
                "changedPropIds": [],
                **arguments,
            }
            answer = signed.post("/_dash-update-component", json=body)
            assert answer.status_code in {200, 204, 400, 404}, (
                f"{output} with {value!r}: {answer.status_code} {answer.text[:300]}"
            )


def one_argument(known, value):
    id_ = known["id"]
    if id_.startswith("{"):
        shape = json.loads(id_)
        is_list = any(part in (["ALL"], ["ALLSMALLER"]) for part in shape.values())
        one = {key: part if isinstance(part, str) else 1 for key, part in shape.items()}
        argument = {"id": one, "property": known["property"], "value": value}
        return [argument] if is_list else argument
    return {"id": id_, "property": known["property"], "value": value}


def outputs_of(output):
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    found = []
    for part in parts:
        id_, prop = part.rsplit(".", 1)
        prop = prop.split("@")[0]
        if id_.startswith("{"):
            shape = json.loads(id_)
            one = {key: v if isinstance(v, str) else 1 for key, v in shape.items()}
            found.append([{"id": one, "property": prop}])
        else:
            found.append({"id": id_, "property": prop})
    return found if output.startswith("..") else found[0]
