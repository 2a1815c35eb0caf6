#!/bin/sh
# All tests; the last lines say whether those of a browser were left out.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

{ .venv/bin/pytest -q $FILE_BY_FILE -rs || echo "$?" >"$folder/failed"; } 2>&1 | tee "$folder/report"
if grep -q 'no Chromium' "$folder/report"; then
    echo "Browser tests were skipped: no Chromium was found. Install one (Debian: apt-get install chromium)."
fi
exit "$(cat "$folder/failed" 2>/dev/null || echo 0)"
