"""What happens to an ingest in a child process: killed in the middle, or left without room on the disk."""

import os
import resource
import signal
import sys
from pathlib import Path

from app.exceptions import InvalidOperationException
from tests.ingesting import ingest_and_publish

_CHANGES = {"os.rename", "os.link", "os.remove", "os.mkdir"}


def ingest_and_die(url: str, lake: Path, step: int) -> None:
    """Ingest and publish; killed at the `step`-th change of the lake's files, or done when there are fewer."""
    seen = 0

    def watch(event, arguments):
        nonlocal seen
        if event in _CHANGES and str(lake) in str(arguments[0]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    ingest_and_publish(url, lake)


def ingest_with_little_room(url: str, lake: Path, answer: Path) -> None:
    """Ingest and publish where no file may be longer than 1,500 bytes; leaves the refusal in `answer`."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
    try:
        ingest_and_publish(url, lake)
    except InvalidOperationException as error:
        answer.write_text(error.message)
