#!/bin/sh
# Makes .venv with the pinned versions of one lock file, once for each state of that file.
# Usage: environment.sh run|test
set -eu
lock="requirements/$1.lock"
python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    || { echo "LuminaBI needs Python 3.11 or newer as $python; set PYTHON=/path/to/python3.11."; exit 1; }
state="$(cat "$lock" pyproject.toml | sha256sum | cut -c1-16)"
# what `test` installs holds all that `run` needs
for have in ".venv/.$1-$state" ".venv/.test-$(cat requirements/test.lock pyproject.toml | sha256sum | cut -c1-16)"; do
    [ -e "$have" ] && exit 0
done
if [ ! -x .venv/bin/python ]; then
    echo "Making .venv"
    "$python" -m venv .venv 2>/dev/null || {
        rm -rf .venv
        sh scripts/packages.sh no-such-command:python3-venv
        "$python" -m venv .venv
    }
fi
echo "Installing the pinned packages of $lock"
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch ".venv/.$1-$state"
