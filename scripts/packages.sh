#!/bin/sh
# Installs the Debian packages named as "command:package" whose command is missing, when we may;
# names them when we may not. Never fails: what a missing package costs is said where it matters.
missing=""
for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$missing. Install them with this system's package manager."
elif [ "$(id -u)" = 0 ]; then
    echo "Installing Debian packages:$missing"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 \
        || echo "Could not install:$missing. Install them by hand: apt-get install$missing"
else
    echo "Missing:$missing. Install them with: sudo apt-get install$missing"
fi
exit 0
