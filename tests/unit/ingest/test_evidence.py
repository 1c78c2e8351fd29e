import json

from luminabi_dash.ingest.evidence import Reading
from luminabi_dash.ingest.export import write
from luminabi_dash.views import Alternative, EvidenceView

DATA = "# note\nid;name;name;day;n\n007;Zoë;x;01/02/2026;1,5\n008;Bo;y;03/04/2026;2,5\n"


def test_each_decision_counts_what_is_for_and_against_it(read_bytes):
    found = read_bytes("a,b\n" + "1,x\n" * 30 + "oops,y\n")

    said = found.decision("column:a")
    assert (said.counted, said.against) == (30, 1)
    assert said.choice == "Text"
    assert said.certainty == "likely"
    assert said.alternatives[0].options == {"columns": {"a": {"type": "number", "decimal": "."}}}


def test_the_keys_of_decisions_are_known(read_bytes):
    keys = [item.key for item in read_bytes(DATA).reading.evidence.decisions]

    assert keys[:5] == ["encoding", "delimiter", "quote", "header", "before"]
    assert {"column:id", "column:day", "column:n"} <= set(keys)


def test_the_names_and_the_lines_above_are_kept_as_they_stand(read_bytes):
    evidence = read_bytes(DATA).reading.evidence

    assert evidence.header == ("id", "name", "name", "day", "n")
    assert evidence.before == ("1: # note",)
    assert evidence.header_line == 2


def test_a_reading_travels_as_json(read_bytes):
    reading = read_bytes(DATA, footer="keep").reading

    assert Reading.from_json(json.loads(json.dumps(reading.as_json()))) == reading


def test_decisions_of_older_versions_can_still_be_shown():
    old = {"what": "Encoding", "choice": "UTF-8", "certainty": "certain", "reason": "r"}

    found = EvidenceView.from_json({**old, "alternatives": ["CP1252"]})

    assert found.alternatives == (Alternative("CP1252", {}),)
    assert EvidenceView.from_json({**old, "alternatives": []}).key == ""


def test_text_goes_out_as_it_came_in(read_bytes, tmp_path):
    found = read_bytes("id,v,v\n007, 1.50 ,=x\n-0,NA,\n")
    found.text.write_parquet(tmp_path / "text.parquet")

    header = found.reading.evidence.header
    write(tmp_path / "text.parquet", tmp_path / "a.csv", as_text=True, header=header)

    assert (tmp_path / "a.csv").read_text() == "id,v,v\n007, 1.50 ,=x\n-0,NA,\n"
