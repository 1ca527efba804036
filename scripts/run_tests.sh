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

stage "gaya dan batas · style and contracts" "$make" style contracts
stage "tipe · types" "$make" types
stage "unit dan arsitektur · unit and architecture" "$make" unit
stage "integrasi, SQLite · integration, SQLite" "$make" integration-sqlite
stage "integrasi, PostgreSQL · integration, PostgreSQL" "$make" integration-postgres
stage "peramban · browser" "$make" e2e
printf '\n✓ semua lulus, %d detik · all passed, %d s\n' $((SECONDS - began)) $((SECONDS - began))
