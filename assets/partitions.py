"""Partition definitions that several assets share.

Belongs here: slicing by time. Does not belong here: what is computed per slice.
"""

import dagster as dg

HISTORY_START = "2015-01-01"
"""First day that can be asked for by itself. Older usage is computed and published all the same."""

DAILY = dg.DailyPartitionsDefinition(start_date=HISTORY_START, end_offset=1)
"""UTC days up to and including today."""
