"""The cage around Chromium: it draws, it keeps its mouth shut, and nothing outlives it."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from luminabi_dash.errors import Unavailable
from luminabi_dash.reports import child
from luminabi_dash.reports.images import FigureFailed, Picture, Renderer, find_chrome

RED_DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJ"
    "RU5ErkJggg=="
)


def processes_with(words: str) -> list[str]:
    """Command lines of living processes that contain the words."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if words in line:
            found.append(line)
    return found


def gone(words: str) -> bool:
    deadline = time.monotonic() + 5
    while processes_with(words) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes_with(words)


@pytest.fixture
def bars(make_bars: Any) -> Picture:
    return Picture(make_bars(), 400, 240)


def script(folder: Path, body: str) -> str:
    path = folder / "fake-chrome"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_draws_in_order_at_full_size(renderer: Renderer, make_bars: Any) -> None:
    pictures = []
    for number in range(8):
        figure = make_bars()
        figure["data"][0]["x"] = [f"first {number}", f"last {number}"]
        pictures.append(Picture(figure, 400 + 4 * number, 240))
    for number, pdf in enumerate(renderer.draw(pictures)):
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert len(pages) == 1
        assert f"last {number}" in pages[0].extract_text().replace("\n", " ")
        assert float(pages[0].mediabox.width) == pytest.approx(300 + 3 * number, abs=1)


def test_nothing_is_drawn_without_figures() -> None:
    assert Renderer(None).draw([]) == []


def test_missing_chromium_says_how_to_mend_it(bars: Picture) -> None:
    with Renderer(find_chrome("/no/such/chromium")) as broken, pytest.raises(Unavailable) as caught:
        broken.draw([bars])
    assert caught.value.code == "chrome_missing"
    assert "LUMINABI_CHROME" in str(caught.value)


def test_refuses_what_cannot_be_printed(renderer: Renderer, bars: Picture) -> None:
    picture = Picture({"data": [{"type": "image", "source": "file:///etc/passwd"}]}, 300, 200)
    with pytest.raises(FigureFailed, match="image") as failed:
        renderer.draw([bars, picture])
    assert failed.value.index == 1


def test_leaves_no_process_and_no_folder(chrome: str, bars: Picture) -> None:
    with Renderer(chrome, timeout_seconds=60) as one:
        one.draw([bars])
        assert one._cage is not None
        folder = one._cage._folder
        assert processes_with(str(folder))
    assert gone(str(folder))
    assert not folder.exists()


def test_a_killed_chromium_is_replaced(chrome: str, bars: Picture) -> None:
    with Renderer(chrome, timeout_seconds=60) as one:
        one.draw([bars])
        assert one._cage is not None
        folder = one._cage._folder
        os.killpg(one._cage._child.pid, signal.SIGKILL)
        assert one.draw([bars])[0].startswith(b"%PDF")
        assert gone(str(folder))


def test_a_chromium_that_ends_at_once_fails_the_figure(tmp_path: Path, bars: Picture) -> None:
    with (
        Renderer(script(tmp_path, "exit 1"), timeout_seconds=20) as one,
        pytest.raises(FigureFailed) as failed,
    ):
        one.draw([bars])
    assert failed.value.index == 0


def test_a_chromium_that_hangs_is_killed(tmp_path: Path, bars: Picture) -> None:
    hanging = script(tmp_path, f"# {tmp_path}\nsleep 987654")
    with Renderer(hanging, timeout_seconds=2) as one, pytest.raises(FigureFailed, match="start"):
        one.draw([bars])
    assert gone("sleep 987654")
    assert gone(str(tmp_path))


def test_even_an_uncleaned_figure_reaches_no_file_and_no_host(chrome: str, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes(base64.b64decode(RED_DOT))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        sources = [picture.as_uri(), f"http://127.0.0.1:{port}/", f"http://localhost:{port}/"]
        place = {"x": 0, "y": 1, "sizex": 1, "sizey": 1, "xref": "paper", "yref": "paper"}
        images = [{"source": source, **place} for source in sources]
        body = json.dumps({"data": [{"type": "bar", "y": [1]}], "layout": {"images": images}})
        cage = child.Cage(chrome, 60, sandbox=False)
        try:
            cage.ask(child.Job(0, body.encode(), 300, 200))
            _, pdf, _ = cage.answer(60)
        finally:
            cage.close()
        listening.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listening.accept()
    assert pdf is None or b"/Subtype /Image" not in pdf


def test_the_child_sees_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMINABI_SECRET_KEY", "hush")
    given = child.environment(tmp_path)
    assert not any("LUMINABI" in name for name in given)
    assert "hush" not in given.values()
