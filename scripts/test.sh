#!/bin/sh
# All tests in three steps; the last lines say whether browser tests were left out.
set -eu
report=$(mktemp)
trap 'rm -f "$report"' EXIT

.venv/bin/pytest -q -n 2 -m "not integration and not e2e"
.venv/bin/pytest -q $FILE_BY_FILE -m "integration and not e2e"
status=0
.venv/bin/pytest -q -m e2e -rs tests/e2e tests/app/cli >"$report" 2>&1 || status=$?
cat "$report"
if grep -q 'no Chromium' "$report"; then
    echo "Browser tests were skipped: no Chromium was found. Install one (Debian: apt-get install chromium)."
fi
exit "$status"
