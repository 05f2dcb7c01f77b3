# Stages with their times, for the scripts beside this one (sourced, never run).
# shellcheck shell=bash

STAGE_LINES=()
STAGE_FAILURES=0
STAGE_NOW=
STAGES_BEGAN_US=${EPOCHREALTIME//[!0-9]/}

# seconds_since MICROSECONDS: elapsed seconds with one digit.
seconds_since() {
    local us=$((${EPOCHREALTIME//[!0-9]/} - $1))
    printf '%d.%d' $((us / 1000000)) $((us % 1000000 / 100000))
}

# stage_line MICROSECONDS VERDICT: remember how the present stage went.
stage_line() {
    STAGE_LINES+=("$(printf '%-28s %7s s   %s' "$STAGE_NOW" "$(seconds_since "$1")" "$2")")
}

# stage NAME COMMAND...: run it under `set -e`, so that any failure in it ends the script.
stage() {
    local began_us=${EPOCHREALTIME//[!0-9]/}
    STAGE_NOW=$1
    shift
    printf -- '-- %s\n' "$STAGE_NOW"
    "$@"
    stage_line "$began_us" ok
    STAGE_NOW=
}

# judge NAME PROGRAM...: run a program (no shell function: `set -e` is off in here); go on if it fails.
judge() {
    local began_us=${EPOCHREALTIME//[!0-9]/} status=0
    STAGE_NOW=$1
    shift
    printf '\n== %s\n' "$STAGE_NOW"
    "$@" || status=$?
    if ((status == 0)); then
        stage_line "$began_us" ok
    else
        stage_line "$began_us" "FAILED ($status)"
        STAGE_FAILURES=$((STAGE_FAILURES + 1))
    fi
}

# stages_report TITLE: the stages so far with their times and the sum.
stages_report() {
    printf '\n%s\n' "$1"
    printf '  %s\n' "${STAGE_LINES[@]}"
    printf '  %-28s %7s s\n' sum "$(seconds_since "$STAGES_BEGAN_US")"
}
