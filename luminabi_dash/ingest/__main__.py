"""The caged reader: limits first, then one file; progress and result as JSON lines."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from luminabi_dash.cage import die_with_parent, limit_memory
from luminabi_dash.errors import Invalid, LuminaError
from luminabi_dash.ingest import limits


def main() -> None:
    die_with_parent()
    limit_memory(limits.ADDRESSES_MB)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 5))
    from luminabi_dash.ingest.options import ReadOptions
    from luminabi_dash.ingest.reader import read

    path, name, out, asked = sys.argv[1:5]
    try:
        options = ReadOptions.of(json.loads(asked))
        reading = read(Path(path), name=name, out=Path(out), options=options, progress=tell)
    except LuminaError as error:
        kind = "invalid" if isinstance(error, Invalid) else "unreadable"
        details = {"message": str(error), "code": error.code, "details": error.details}
        body = {"kind": kind, **details}
        say({"error": body})
    else:
        say({"reading": reading.as_json()})


def tell(fraction: float, message: str) -> None:
    say({"fraction": fraction, "message": message})


def say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
