#!/usr/bin/env bash
# Everything a change is judged by, each stage timed; goes through to the end and fails if any stage did.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/stages.sh
source tools/stages.sh

python=.venv/bin/python
stage 'set-up' bash tools/setup.sh dev
judge 'ruff check' "$python" -m ruff check .
judge 'ruff format' "$python" -m ruff format --check .
judge 'mypy' "$python" -m mypy
judge 'import contracts' .venv/bin/lint-imports --no-logo
judge 'tsc' node_modules/.bin/tsc -p .
judge 'browser modules' bash tools/node.sh --test tests/web/unit/*.test.js
if (($# == 0)); then
    judge 'core in Pyodide' bash tools/node.sh tests/web/pyodide/core_tests.js
fi
judge 'generated files' "$python" -m coxa_lab.schemas --check
judge 'safety figures' "$python" -m tools.safety_tables --check
judge 'exercise pictures' "$python" -m coxa_lab.figures --check
if (($# == 0)); then
    judge 'tests' "$python" -m pytest -m 'not browser' -n 2 --dist loadfile --cov --cov-report=
    # Every branch of the whole clinical core, each of its rooms.
    judge 'coverage of the core' "$python" -m coverage report --fail-under=100 --include='src/coxa/*'
    # One after the other: a page that counts needs the machine for itself.
    judge 'tests in a browser' "$python" -m pytest -m browser -p no:randomly
else # narrowed: what is covered says nothing then
    judge 'tests' "$python" -m pytest "$@"
fi

stages_report 'make test'
if ((STAGE_FAILURES > 0)); then
    printf '\nFAILED: %d of the stages above\n' "$STAGE_FAILURES" >&2
    exit 1
fi
printf '\nall good\n'
