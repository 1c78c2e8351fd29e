import pytest

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import cage
from luminabi_dash.ingest.cage import environment, follow, outcome


def test_the_cage_reads_as_the_reader_does(tmp_path):
    path, out, seen = tmp_path / "a.csv", tmp_path / "out", []
    path.write_text("a,b\n1,2\n3,4\n")
    out.mkdir()

    reading = cage.read(path, name="a.csv", out=out, progress=lambda f, m: seen.append((f, m)))

    assert (reading.rows, reading.schema.names()) == (2, ("a", "b"))
    assert (out / "data.parquet").exists()
    assert seen[-1][0] > 0.5


def test_errors_come_out_of_the_cage(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(Unreadable) as caught:
        cage.read(path, name="a.csv", out=tmp_path)

    assert caught.value.code == "type_mismatch"


def test_a_reader_that_dies_means_corrupt():
    with pytest.raises(Unreadable) as caught:
        outcome({}, "a.csv")

    assert caught.value.code == "corrupt"


def test_no_secret_reaches_the_cage(monkeypatch):
    monkeypatch.setenv("LUMINABI_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("LUMINABI_SMTP_URL", "smtp://u:p@host")

    assert not any(key.startswith("LUMINABI_") for key in environment())


def test_progress_lines_are_told_and_the_last_other_line_is_the_result():
    class Child:
        stdout = ('{"fraction": 0.5, "message": "half"}\n', '{"reading": 1}\n')

    seen = []
    last = follow(Child(), lambda f, m: seen.append((f, m)))

    assert (seen, last) == ([(0.5, "half")], {"reading": 1})


def test_a_reader_that_holds_too_much_memory_is_ended(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 400_000)
    monkeypatch.setattr(cage.limits, "MEMORY_MB", 60)

    with pytest.raises(Unreadable, match="corrupt or too large"):
        cage.read(path, name="a.csv", out=tmp_path)


def test_a_hundred_thousand_rows_fit(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{i % 97}.5,x{i % 31}\n" for i in range(100_000)))

    assert cage.read(path, name="a.csv", out=tmp_path).rows == 100_000
