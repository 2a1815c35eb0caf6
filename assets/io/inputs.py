"""Upstream tables by key, so that layers never import each other's assets."""

import dagster as dg


def raw(*names: str) -> dict[str, dg.AssetIn]:
    """Inputs named as the raw tables they load."""
    return {name: dg.AssetIn(key=["raw", name]) for name in names}


def core(*names: str) -> dict[str, dg.AssetIn]:
    """Inputs named as the core tables they load, version included."""
    return {name: dg.AssetIn(key=["core", name]) for name in names}


def marts(*names: str) -> dict[str, dg.AssetIn]:
    """Inputs named as the marts they load, version included."""
    return {name: dg.AssetIn(key=["marts", name]) for name in names}
