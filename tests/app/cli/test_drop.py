"""`binsight drop` as a process: the file lies below drops/ as it was, and refusals store nothing."""

import pytest

from app.services.object_store import ObjectStore

pytestmark = pytest.mark.integration


@pytest.fixture
def files(tmp_path):
    """Files by name, and a folder that has another of the same name."""
    (tmp_path / "other").mkdir()
    for name in ("a.ndjson", "b.dmp", "other/a.ndjson"):
        (tmp_path / name).write_bytes(b"\x00 what " + name.encode())
    return tmp_path


def stored(installation):
    store = ObjectStore(installation.settings)
    store.ensure_bucket()
    return {found.key: store.get(found.key) for found in store.list("")}


def test_files_lie_below_drops_as_they_were_and_a_taken_key_is_replaced(installation, files):
    answer = installation.answer("drop", files / "a.ndjson", files / "b.dmp", "--folder", "dumps/ab12cd34")
    first, second = "drops/dumps/ab12cd34/a.ndjson", "drops/dumps/ab12cd34/b.dmp"
    assert answer == {"dropped": [first, second]}
    assert stored(installation) == {first: b"\x00 what a.ndjson", second: b"\x00 what b.dmp"}
    told = installation.run("drop", files / "other" / "a.ndjson", "--folder", "dumps/ab12cd34").stdout
    assert told.startswith(f"Dropped {first}.\n")
    assert "binsight run" in told
    assert stored(installation)[first] == b"\x00 what other/a.ndjson"
    assert installation.answer("drop", files / "a.ndjson") == {"dropped": ["drops/a.ndjson"]}


def test_what_cannot_be_dropped_is_named_and_nothing_is_stored(installation, files):
    good, twice = files / "a.ndjson", files / "other" / "a.ndjson"
    assert "would both be drops/a.ndjson" in installation.refusal("drop", good, twice, "--json")
    for wrong in (files / "missing", files / "other"):
        assert f"{wrong}: there is no such file" in installation.refusal("drop", good, wrong)
    for folder in ("/etc", "../attachments", "a/../../b"):
        assert "no folder below drops/" in installation.refusal("drop", good, "--folder", folder)
    assert stored(installation) == {}
    assert installation.run("drop").returncode == 2
