"""Logging: structured lines on standard error, so that standard output stays free for answers.

Belongs here: the one configuration of structlog, called once by each front door.
Does not belong here: loggers; every module asks `structlog.get_logger()` for its own.
"""

import sys

import structlog


def configure_logging(*, as_json: bool) -> None:
    """Write log lines to standard error: JSON for machines, plain lines for a person at a terminal.

    Traces never show local variables, which may hold passwords.
    """
    shared: tuple[structlog.typing.Processor, ...] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    rendering: tuple[structlog.typing.Processor, ...] = (
        (structlog.processors.format_exc_info, structlog.processors.JSONRenderer()) if as_json else (plain,)
    )
    structlog.configure(
        processors=[*shared, *rendering],
        # Standard error is looked up for each line: whoever runs a command inside a program may exchange it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
