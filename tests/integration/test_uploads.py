"""Resumable uploads, tus 1.0.0: begun, broken off, resumed, checked, finished."""

import base64
import hashlib

import pytest

from tests.conftest import CSV

PATH = "/api/v1/uploads"


def create(client, name="orders.csv"):
    encoded = base64.b64encode(name.encode()).decode()
    return client.post(
        PATH,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(CSV)),
            "Upload-Metadata": f"filename {encoded}",
        },
    )


def send(client, where, data, at, **headers):
    return client.patch(
        where,
        data=data,
        content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(at), **headers},
    )


def checksum(data, algorithm="sha1"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.fixture
def client(api, ada):
    return api(ada)


@pytest.fixture
def upload(client):
    answer = create(client)
    assert answer.status_code == 201
    return answer.headers["Location"]


def offset(client, where):
    answer = client.head(where)
    assert answer.status_code == 200
    assert answer.headers["Upload-Length"] == str(len(CSV))
    return int(answer.headers["Upload-Offset"])


def test_the_server_says_what_it_can(client):
    answer = client.options(PATH)
    assert answer.status_code == 204
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "termination",
        "checksum",
    }
    assert int(answer.headers["Tus-Max-Size"]) == 1024**3


def test_an_upload_in_pieces_becomes_a_dataset(client, upload, drain):
    half = len(CSV) // 2
    first = send(client, upload, CSV[:half], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    assert "Dataset-Id" not in first.headers
    assert offset(client, upload) == half

    last = send(client, upload, CSV[half:], half)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(CSV)))
    dataset_id = last.headers["Dataset-Id"]

    drain()
    dataset = client.get(f"/api/v1/datasets/{dataset_id}").json
    assert (dataset["status"], dataset["name"]) == ("ready", "orders")
    raw = client.get(f"/api/v1/datasets/{dataset_id}/export?format=raw")
    assert raw.data == CSV


def test_a_finished_upload_tells_its_dataset_again(client, upload):
    done = send(client, upload, CSV, 0)
    again = send(client, upload, b"", len(CSV))
    assert again.status_code == 204
    assert again.headers["Dataset-Id"] == done.headers["Dataset-Id"]
    assert len(client.get("/api/v1/datasets").json["items"]) == 1


@pytest.mark.parametrize("at", [1, 49, 51, 10**9])
def test_a_wrong_offset_is_refused_and_says_the_right_one(client, upload, at):
    send(client, upload, CSV[:50], 0)
    answer = send(client, upload, CSV[50:], at)
    assert answer.status_code == 409
    assert answer.json["error"]["details"] == {"offset": 50}
    assert offset(client, upload) == 50


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_right_checksum_is_taken(client, upload, algorithm):
    answer = send(client, upload, CSV[:9], 0, **{"Upload-Checksum": checksum(CSV[:9], algorithm)})
    assert answer.status_code == 204


def test_a_wrong_checksum_is_refused_and_keeps_nothing(client, upload):
    send(client, upload, CSV[:50], 0)
    wrong = {"Upload-Checksum": checksum(b"something else")}
    answer = send(client, upload, CSV[50:90], 50, **wrong)
    assert answer.status_code == 460
    assert offset(client, upload) == 50
    assert send(client, upload, CSV[50:], 50).headers["Dataset-Id"]


def test_more_bytes_than_announced_are_refused(client, upload):
    answer = send(client, upload, CSV + b"more", 0)
    assert answer.status_code == 413
    assert offset(client, upload) == 0


def test_an_upload_can_be_given_up(client, upload, settings):
    send(client, upload, CSV[:50], 0)
    assert client.delete(upload).status_code == 204
    assert client.head(upload).status_code == 404
    assert list((settings.data_path / "uploads").iterdir()) == []


def test_an_upload_of_somebody_else_is_not_there(client, upload, api, bob):
    other = api(bob)
    assert other.head(upload).status_code == 404
    assert send(other, upload, CSV, 0).status_code == 404
    assert other.delete(upload).status_code == 404
    assert offset(client, upload) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "abc"}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({}, 400),
        ({"Upload-Length": "5", "Tus-Resumable": "0.2.2"}, (409, 412)),
        ({"Upload-Length": "5", "Upload-Metadata": "filename !!!"}, 400),
        ({"Upload-Length": "5"}, 422),
        ({"Upload-Length": str(2**40)}, 413),
        ({"Upload-Length": "0"}, 422),
    ],
)
def test_a_creation_that_makes_no_sense_is_refused(client, headers, status):
    named = {"Upload-Metadata": "filename " + base64.b64encode(b"a.csv").decode()}
    has_own = "Upload-Metadata" in headers or (status == 422 and headers == {"Upload-Length": "5"})
    answer = client.post(PATH, headers=headers if has_own else {**named, **headers})
    assert answer.status_code in (status if isinstance(status, tuple) else (status,)), answer.text
    assert answer.json["error"]["message"]


def test_names_of_files_lose_what_could_mislead(client, drain):
    answer = create(client, name="../../etc/pass\u202ewd\x07.csv")
    send(client, answer.headers["Location"], CSV, 0)
    dataset = client.get("/api/v1/datasets").json["items"][0]
    assert dataset["file_name"] == "passwd.csv"


def test_what_the_socket_tells_of_an_upload(client, upload, context):
    upload_id = upload.rsplit("/", 1)[1]
    half = len(CSV) // 2
    send(client, upload, CSV[:half], 0)
    send(client, upload, CSV[half:], half)

    events = context.events.since(f"upload:{upload_id}", 0, 100)
    told = [event["data"]["percent"] for event in events if event["type"] == "upload.progress"]
    assert {10, 25, 50, 75, 100} - {50} <= set(told)
    assert told == sorted(told)
    assert events[-1]["type"] == "upload.completed"
    assert events[-1]["data"]["dataset_id"]
