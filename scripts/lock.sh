#!/bin/sh
# Resolves pyproject.toml into the two lock files, with hashes and without naming an index.
# selenium is newer than what dash[testing] asks for: the old one does not work with urllib3 2.
set -eu
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PY'
import sys, tomllib
from pathlib import Path
data = tomllib.loads(Path("pyproject.toml").read_text())
work = Path(sys.argv[1])
(work / "run.in").write_text("\n".join([*data["project"]["dependencies"], *data["build-system"]["requires"]]))
(work / "test.in").write_text("\n".join(data["dependency-groups"]["test"]))
(work / "over.txt").write_text("selenium>=4.35\n")
PY
compile() {
    uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url "$@"
}
compile "$work/run.in" -o requirements/run.lock
compile -c requirements/run.lock --override "$work/over.txt" "$work/run.in" "$work/test.in" -o requirements/test.lock
