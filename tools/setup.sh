#!/usr/bin/env bash
# Sets up everything below this folder: .venv, node_modules, the pose models.
#
#   tools/setup.sh run     what the programme needs
#   tools/setup.sh dev     and what judges the code (default)
#
# What is already in place is kept, so a second run takes seconds. PYTHON=... chooses the interpreter.
# Python packages are installed by pip, with hashes, from wherever this machine's pip is set up to look.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/stages.sh
source tools/stages.sh

GOAL=${1:-dev}
VENV_PYTHON=.venv/bin/python
STAMPS=.venv/coxa-stamps
unset PYTHONPATH PYTHONHOME
export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=1 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
    printf 'set-up: %s\n' "$*" >&2
    exit 1
}

# ------------------------------------------------------------------------------------ stamps

# stamp_key FILE...: changes when this folder has moved, the interpreter or a file has changed.
stamp_key() {
    { pwd && "$VENV_PYTHON" --version && cat "$@"; } | sha256sum | cut -d' ' -f1
}

is_stamped() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$2" ]]; }

stamp() { mkdir -p "$STAMPS" && printf '%s\n' "$2" >"$STAMPS/$1"; }

# ---------------------------------------------------------------------------- system packages

# system_packages NAME...: installed with apt when root; otherwise named, with status 1.
system_packages() {
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        printf 'set-up: missing on this machine: %s\n' "$*" >&2
        printf 'set-up: install it first (on Debian, as root: apt-get install %s)\n' "$*" >&2
        return 1
    fi
    printf 'installing system packages: %s\n' "$*"
    local options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0)
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get install "${options[@]}" "$@" >/dev/null 2>&1; then # its lists may be empty or old
        apt-get update -qq && apt-get install "${options[@]}" "$@" >/dev/null
    fi
}

# find_python: the first interpreter of a version for which every locked package has wheels.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3}; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
            2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

require_python() {
    if ! BASE_PYTHON=$(find_python); then
        [[ -z ${PYTHON:-} ]] || fail "PYTHON=$PYTHON is not a Python 3.11 to 3.14"
        system_packages python3 python3-venv
        BASE_PYTHON=$(find_python) || fail 'no Python 3.11 to 3.14 on this machine'
    fi
    if ! "$BASE_PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        local version
        version=$("$BASE_PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        system_packages "python$version-venv"
    fi
}

# Tests drive a real browser.
require_browser() {
    if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
        [[ $(uname -s) == Linux ]] && ! system_packages chromium fonts-dejavu-core; then
        [[ ${COXA_REQUIRE_BROWSER:-0} != 1 ]] || fail 'the tests that need it must run here'
        echo 'set-up: going on; the tests in a browser will be skipped' >&2
    fi
}

# The numerical packages need the C++ library.
require_libraries() {
    if [[ $(uname -s) == Linux ]] &&
        ! "$BASE_PYTHON" -c 'import ctypes; ctypes.CDLL("libstdc++.so.6")' 2>/dev/null; then
        system_packages libstdc++6
    fi
}

# Tests prove with strace and unshare that no connection is opened.
require_tracers() {
    local missing=()
    command -v strace >/dev/null || missing+=(strace)
    command -v unshare >/dev/null || missing+=(util-linux)
    if ((${#missing[@]} > 0)) && [[ $(uname -s) == Linux ]] && ! system_packages "${missing[@]}"; then
        [[ ${COXA_REQUIRE_ISOLATION:-0} != 1 ]] || fail 'the tests that need it must run here'
        echo 'set-up: going on; the tests that need it will be skipped' >&2
    fi
}

system() {
    require_python
    require_libraries
    if [[ $GOAL == dev ]]; then
        require_tracers
        require_browser
    fi
    printf '%s, %s\n' "$("$BASE_PYTHON" --version)" "$BASE_PYTHON"
}

# ------------------------------------------------------------------------------------ Python

environment() {
    if "$VENV_PYTHON" -c 'import pip' 2>/dev/null &&
        { [[ ! -f $STAMPS/place ]] || is_stamped place "$PWD"; }; then
        echo 'kept'
    else
        "$BASE_PYTHON" -m venv --clear .venv
    fi
    stamp place "$PWD"
}

# Every package of the list is named in it with its hash: nothing to resolve, nothing to compile.
install_list() {
    "$VENV_PYTHON" -m pip install -qq --progress-bar off \
        --require-hashes --no-deps --only-binary :all: -r "$1"
}

packages() {
    local dev_key run_key
    dev_key=$(stamp_key requirements/dev.txt)
    run_key=$(stamp_key requirements/run.txt requirements/build.txt)
    if is_stamped dev "$dev_key" || { [[ $GOAL == run ]] && is_stamped run "$run_key"; }; then
        echo 'kept'
    elif [[ $GOAL == run ]]; then
        install_list requirements/run.txt
        install_list requirements/build.txt
        "$VENV_PYTHON" -m pip check
        stamp run "$run_key"
    else
        install_list requirements/dev.txt
        "$VENV_PYTHON" -m pip check
        stamp dev "$dev_key"
    fi
}

coxa_in_place() {
    local key
    key=$(stamp_key pyproject.toml src/coxa/version.py)
    if is_stamped coxa "$key"; then
        echo 'kept'
        return
    fi
    "$VENV_PYTHON" -m pip install -qq --no-index --no-deps --no-build-isolation --editable .
    stamp coxa "$key"
}

# ------------------------------------------------------------------- models and browser files

node_packages() {
    local key
    key=$(stamp_key package-lock.json)
    if [[ -d node_modules ]] && is_stamped node "$key"; then
        echo 'kept'
    elif [[ $GOAL == run ]] && files_in_place; then
        echo 'not needed'
    else
        bash tools/npm.sh ci --ignore-scripts --no-progress --loglevel=error
        stamp node "$key"
    fi
}

# The core's tests run in Pyodide too, where what is compiled has to be built for it: Hypothesis, the same
# version with a hash from the same list, in a folder of its own.
pyodide_packages() {
    local key abi version
    key=$(stamp_key requirements/dev.txt package-lock.json)
    if [[ -d .venv/pyodide ]] && is_stamped pyodide "$key"; then
        echo 'kept'
        return
    fi
    read -r abi version < <("$VENV_PYTHON" -c '
import json, pathlib
info = json.loads(pathlib.Path("node_modules/pyodide/pyodide-lock.json").read_text())["info"]
print(info["abi_version"], info["python"].rpartition(".")[0])')
    rm -rf .venv/pyodide
    sed -n '/^hypothesis==/,/[^\\]$/p' requirements/dev.txt >.venv/pyodide.txt
    if "$VENV_PYTHON" -m pip install -qq --progress-bar off --target .venv/pyodide \
        --platform "pyemscripten_${abi}_wasm32" --python-version "$version" --implementation cp \
        --abi "cp${version/./}" --require-hashes --no-deps --only-binary :all: -r .venv/pyodide.txt; then
        stamp pyodide "$key"
    else
        echo "set-up: going on; the core's tests in Pyodide will fail" >&2
    fi
}

files_in_place() {
    "$VENV_PYTHON" tools/install_models.py --check 2>/dev/null &&
        "$VENV_PYTHON" -m tools.install_browser_files --check 2>/dev/null
}

models() {
    if files_in_place; then
        echo 'kept'
        return
    fi
    "$VENV_PYTHON" tools/install_models.py
    "$VENV_PYTHON" -m tools.install_browser_files
}

# ------------------------------------------------------------------------------------

[[ $GOAL == run || $GOAL == dev ]] || fail "unknown goal '$GOAL': run or dev"
trap '[[ -z $STAGE_NOW ]] || printf "set-up: stopped in stage: %s\n" "$STAGE_NOW" >&2' EXIT
stage 'system' system
stage 'environment' environment
stage "Python packages ($GOAL)" packages
stage 'coxa in place' coxa_in_place
stage 'npm packages' node_packages
[[ $GOAL == run ]] || stage 'Python packages (Pyodide)' pyodide_packages
stage 'models and browser files' models
stages_report "set-up ($GOAL)"
