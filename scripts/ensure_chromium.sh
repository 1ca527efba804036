#!/usr/bin/env bash
# The browser tests drive the distribution's Chromium. Installs it when root, else says what to do and fails.
set -eu

found() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Memasang Chromium dengan apt · installing Chromium with apt"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || true
    found && exit 0
fi
echo "✗ Chromium belum ada: sudo apt install chromium, lalu ulangi — Chromium is missing; the browser tests were NOT run." >&2
exit 1
