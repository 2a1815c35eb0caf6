"""Two processes that take the last units of a part: never below zero, every refusal explained, nothing lost."""

import os
import re
from multiprocessing import get_context

import pytest
from sqlalchemy import create_engine, text

from app.config import Settings
from app.exceptions import BinsightError
from app.services.container import Container

pytestmark = pytest.mark.integration

TURNS = int(os.environ.get("BINSIGHT_TURNS", "100"))
"""Of each process; 500 make a thousand."""
REFUSAL = re.compile(r"Not enough parts available at 1-1 \(requested (\d+), have (\d+)\)")


def take_and_return(settings, seed):
    """Take between 1 and 10 units, `TURNS` times, bringing 10 back whenever that was refused; returns the counts."""
    container, taken, brought, refusals = Container(settings=settings), 0, 0, []
    for turn in range(TURNS):
        wanted = (turn * 7 + seed) % 10 + 1
        try:
            with container.unit_of_work(actor=f"process {seed}") as work:
                work.stock.use("ABCD", "1-1", wanted)
            taken += wanted
        except BinsightError as refused:
            refusals.append(refused.message)
            with container.unit_of_work(actor=f"process {seed}") as work:
                work.stock.receive("ABCD", "1-1", 10)
            brought += 10
    container.engine().dispose()
    return taken, brought, refusals


@pytest.mark.rule(15, 16)
def test_two_processes_on_the_last_ten_of_a_part_never_oversell_it(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    settings: Settings = shop.container.settings()
    with get_context("spawn").Pool(2) as pool:
        counts = pool.starmap(take_and_return, [(settings, 1), (settings, 4)])
    refusals = [told for _, _, told_ones in counts for told in told_ones]
    assert refusals
    for told in refusals:
        wanted, held = REFUSAL.fullmatch(told).groups()
        assert int(wanted) > int(held), told
    left = 10 + sum(brought - taken for taken, brought, _ in counts)
    assert shop.held() == shop.ledger() == ({("ABCD", "1-1"): left} if left else {})
    lowest = """
        SELECT min(level) FROM (SELECT sum(delta) OVER (ORDER BY id) AS level FROM stock_movements) AS levels
    """
    engine = create_engine(str(settings.database_url))
    with engine.connect() as connection:
        assert connection.execute(text(lowest)).scalar_one() >= 0
    engine.dispose()
