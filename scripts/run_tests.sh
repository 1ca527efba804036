#!/usr/bin/env bash
# `make test`: every check, each stage timed; stops at the first that fails.
set -u
make=${MAKE:-make}
began=$SECONDS

stage() {
    local from=$SECONDS
    printf '\n── %s\n' "$1"
    shift
    if ! "$@"; then
        printf '\n✗ gagal setelah %d detik · failed after %d s\n' $((SECONDS - began)) $((SECONDS - began)) >&2
        exit 1
    fi
    printf '   %d s\n' $((SECONDS - from))
}

# Two targets at once: the browser leaves a core idle, and the types need just one.
beside() {
    local log one failed=0
    log=$(mktemp)
    "$make" "$2" >"$log" 2>&1 &
    one=$!
    "$make" "$1" || failed=1
    wait "$one" || failed=1
    cat "$log"
    rm -f "$log"
    return "$failed"
}

stage "gaya dan batas · style and contracts" "$make" style contracts
stage "unit dan arsitektur · unit and architecture" "$make" unit
stage "integrasi, SQLite · integration, SQLite" "$make" integration-sqlite
stage "integrasi, PostgreSQL · integration, PostgreSQL" "$make" integration-postgres
stage "peramban dan tipe · browser and types" beside e2e types
printf '\n✓ semua lulus, %d detik · all passed, %d s\n' $((SECONDS - began)) $((SECONDS - began))
