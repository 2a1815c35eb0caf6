"""What the API can write the app can write: each service that a write of the API asks is asked by the app, too."""

import ast
from pathlib import Path

APP = Path(__file__).resolve().parents[3] / "app"
WRITES = {"post", "put", "patch", "delete"}
OTHERWISE = {
    "import_drafts.update": "answers are kept by import_drafts.keep as they are given",
    "import_wizard.run_draft": "a draft is resumed in its form and run from there",
    "kit_contents.get": "reads",
    "kit_reader.pick_lists": "reads",
    "memberships.of_kits": "reads",
    "memberships.of_parts": "reads",
    "shopping_lists.get": "reads",
    "session.refresh": "reads",
}
"""Asked by the API alone, and why."""


def asked(tree):
    """`stock.use` for each `work.stock.use(...)`."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [ast.unparse(call).split(".") for call in calls if isinstance(call, ast.Attribute)]
    return {".".join(name[1:]) for name in names if name[0] == "work" and len(name) > 2}


def is_write(node):
    """Whether it answers a request that writes."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in WRITES
        for one in node.decorator_list
    )


def trees(folder):
    return [ast.parse(path.read_text()) for path in sorted(folder.rglob("*.py"))]


def test_every_write_of_the_api_is_offered_by_the_app():
    routes = [node for tree in trees(APP / "api" / "routers") for node in tree.body if is_write(node)]
    assert len(routes) > 80
    offered = set().union(*map(asked, trees(APP / "ui")))
    assert set().union(*map(asked, routes)) - offered == set(OTHERWISE)
