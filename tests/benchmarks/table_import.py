"""How long a table of ten thousand parts takes to be checked and imported."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.services.container import Container
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import empty_store

KEY = "import"
TITLE = (
    "`binsight import csv` of 10 000 new parts with stock in 300 boxes, offers and prices, in process on the embedded "
    "PostgreSQL: dry run, then commit, each reading the file anew. Wanted are 8 s for both."
)
LIMIT_SECONDS = 30
ROWS, BOXES = 10_000, 300
HEADER = ("IPN", "Description", "Category", "Manufacturer", "MPN", "Package", "Qty", "Location", "Supplier", "SKU",
          "Price (EUR)")  # fmt: skip


def measure(repeats: int) -> list[Figure]:
    """Seconds of dry run, commit and both, each time into an empty store."""
    taken = [_once() for _ in range(repeats)]
    dry, real = tuple(dry for dry, _ in taken), tuple(real for _, real in taken)
    both = tuple(dry + real for dry, real in taken)
    return [Figure("dry run", dry, "s"), Figure("commit", real, "s"), Figure("both", both, "s", LIMIT_SECONDS)]


def _once() -> tuple[float, float]:
    with TemporaryDirectory() as folder, empty_store() as container:
        path = Path(folder) / "parts.csv"
        _write(path)
        return _seconds(container, path, dry_run=True), _seconds(container, path, dry_run=False)


def _seconds(container: Container, path: Path, *, dry_run: bool) -> float:
    started = perf_counter()
    with container.unit_of_work(actor="bench") as work:
        report = work.imports.run("csv", path, dry_run=dry_run)
    seconds = perf_counter() - started
    if report.created.get("parts") != ROWS:
        raise RuntimeError(f"{report.created} were created, not {ROWS} parts")
    return seconds


def _write(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(ROWS):
            out.writerow(
                (f"P-{n}", f"Resistor {n} ohm 1%", "Resistor", "Maker", f"RC{n}", "0603", n % 500 + 1,
                 f"Room 1->Shelf {n % 30}->Box {n % BOXES}", "Shop", f"C{n}", "0.01")
            )  # fmt: skip
