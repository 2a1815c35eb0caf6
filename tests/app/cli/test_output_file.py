import os

import pytest

from app.cli.output_file import require_writable
from app.exceptions import ValidationException


def test_a_new_file_an_old_one_and_none_are_fine_and_left_as_they_are(tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("kept")
    for path in (None, old, tmp_path / "new.csv"):
        require_writable(path, "output")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old.csv", "kept")]


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "it is a folder"), ("nowhere/x.csv", "there is no folder"), ("file/x", "there is no folder")],
)
def test_what_is_in_the_way_is_named_with_the_path(tmp_path, name, words):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValidationException, match=words) as caught:
        require_writable(tmp_path / name, "output")
    assert str(tmp_path / name) in caught.value.message
    assert caught.value.details["errors"][0]["field"] == "output"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ValidationException, match="you may not write there"):
        require_writable(tmp_path / "x.csv", "output")
