#!/usr/bin/env bash
# Says in one line each what this machine lacks, before anything half-installs.
set -u
missing=0

lack() {
    echo "✗ $1 — $2" >&2
    missing=1
}

if ! command -v python3 >/dev/null; then
    lack "Python 3.11 atau lebih baru belum ada: apt install python3 python3-pip" \
        "Python 3.11 or newer is missing."
else
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        lack "Python di mesin ini $(python3 -V | cut -d' ' -f2); perlu 3.11 atau lebih baru" \
            "this machine's Python is older than 3.11."
    python3 -m pip --version >/dev/null 2>&1 ||
        lack "pip belum ada: apt install python3-pip" "pip is missing."
fi

if ! command -v node >/dev/null; then
    lack "Node.js 20.19 atau lebih baru belum ada" "Node.js 20.19 or newer is missing."
else
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        lack "Node.js di mesin ini $(node --version); perlu 20.19 atau lebih baru" \
            "this machine's Node.js is older than 20.19."
    command -v npm >/dev/null || lack "npm belum ada: apt install npm" "npm is missing."
fi

command -v git >/dev/null || lack "git belum ada: apt install git" "git is missing."

here=$(cd "$(dirname "$0")/.." && pwd)
[ -w "$here" ] || lack "Folder $here tidak dapat ditulis oleh $(id -un)" "the checkout is not writable."

exit "$missing"
