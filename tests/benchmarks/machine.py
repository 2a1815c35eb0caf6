"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version

import psutil

PACKAGES = ("dagster", "duckdb", "polars", "pyarrow", "sqlalchemy", "psycopg", "fastapi", "streamlit", "marimo")


def describe() -> list[tuple[str, str]]:
    """Cores, memory, system and versions as pairs of words."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        ("Cores", str(os.cpu_count())),
        ("Memory", f"{memory:.0f} GiB"),
        ("System", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PACKAGES),
    ]
