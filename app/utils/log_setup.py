"""Logging: structured lines on standard error, so that standard output stays free for answers.

Belongs here: the one configuration of structlog, called once by each front door.
Does not belong here: loggers; every module asks `structlog.get_logger()` for its own.
"""

import sys

import structlog


def configure_logging(*, as_json: bool) -> None:
    """Write log lines to standard error: JSON for machines, columns for a person at a terminal."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if as_json:
        processors.append(structlog.processors.dict_tracebacks)
    structlog.configure(
        processors=[*processors, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
