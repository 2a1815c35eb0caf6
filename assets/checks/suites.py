"""All suites, in two steps: on core tables before marts are computed from them, and on everything before a publish."""

from assets.checks.freshness_suite import FRESHNESS
from assets.checks.ledger_suite import LEDGER
from assets.checks.parts_suite import PARTS
from assets.checks.references_suite import (
    BATCHES,
    CHECKINS,
    CORE_DUMPS,
    DEVICES,
    KIT_CONTENTS,
    LOGS,
    MANIFESTS,
    MOVEMENTS,
    RECEIPTS,
)
from assets.checks.stock_suite import STOCK
from assets.checks.suite import suite_checks
from assets.checks.usage_suite import USAGE
from assets.checks.volume_suite import VOLUME

CORE = (LEDGER, MOVEMENTS, BATCHES, RECEIPTS, FRESHNESS, PARTS, KIT_CONTENTS, CHECKINS, LOGS, MANIFESTS, CORE_DUMPS)
GATE = (STOCK, USAGE, DEVICES, VOLUME)
SUITE_CHECKS = [suite_checks("core_suites", CORE), suite_checks("gate_suites", GATE)]
