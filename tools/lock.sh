#!/usr/bin/env bash
# Writes requirements/*.txt and package-lock.json anew, free of any index's address.
#
#   tools/lock.sh              keep what is locked, where the lists still allow it
#   tools/lock.sh --upgrade    newest versions the lists allow
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# compile LIST OPTION...: requirements/LIST.in -> requirements/LIST.txt
compile() {
    local list=$1
    shift
    .venv/bin/python -m uv pip compile --quiet --system-certs --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --no-header \
        -c requirements/constraints.txt "$@" "requirements/$list.in" -o "requirements/$list.txt"
}

compile run "$@"
compile build "$@"
compile dev -c requirements/run.txt -c requirements/build.txt "$@"
compile node "$@"
bash tools/npm.sh install --package-lock-only --ignore-scripts --loglevel=error
