"""Lets the tests of the domain import `ledgers` and `bills`, the generators they share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
