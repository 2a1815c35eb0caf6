#!/bin/sh
# All tests, those of a browser last; the last lines say whether browser tests were left out.
set -eu
report=$(mktemp)
trap 'rm -f "$report"' EXIT

.venv/bin/pytest -q $FILE_BY_FILE -m "not e2e"
status=0
.venv/bin/pytest -q $TWO_BY_FILE -m e2e -rs tests/e2e tests/app/cli >"$report" 2>&1 || status=$?
cat "$report"
if grep -q 'no Chromium' "$report"; then
    echo "Browser tests were skipped: no Chromium was found. Install one (Debian: apt-get install chromium)."
fi
exit "$status"
