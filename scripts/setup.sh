#!/bin/sh
# Make .venv with everything Binsight needs, and what else uv is told. Needs Python 3.11+; brings its own uv when there is none.
set -eu

find_python() {
    for name in python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Binsight needs Python 3.11, 3.12 or 3.13; none was found. Install one and run make again." >&2
    exit 1
}

python=$(find_python)
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=.tools/bin/uv
    if ! "$uv" --version >/dev/null 2>&1; then
        rm -rf .tools
        if ! "$python" -m venv .tools >/dev/null 2>&1; then
            echo "Python at $python cannot make environments; install its venv package (Debian: python3-venv)." >&2
            exit 1
        fi
        .tools/bin/pip install --quiet --disable-pip-version-check uv
    fi
fi

if [ "${1:-}" = lock ]; then
    exec "$uv" lock --upgrade --python "$python"
fi
exec "$uv" sync --frozen --quiet --python "$python" --extra embedded --extra notebooks --extra cluster "$@"
