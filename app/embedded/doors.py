"""The processes behind the four doors: how each is started, where it answers, how to ask whether it is well."""

import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import app
from app.config import Settings
from app.embedded.ports import LOOPBACK, choose_port

APP_FOLDER = Path(app.__file__).parent
CODE_SERVER = "Code server"
DAEMON = "Dagster daemon"
PORT_FIELDS = {"App": "ui_port", "API": "api_port", "Dagster": "dagster_port", "Notebooks": "notebooks_port"}
"""The doors that people visit, with the setting that holds each one's port."""


@dataclass(frozen=True)
class Door:
    """One child process; `address` is empty for helpers that people never visit.

    `health` is asked before the doors are announced: an HTTP address that answers with success, or `tcp://host:port`
    that accepts a connection.
    """

    name: str
    arguments: tuple[str, ...]
    log_name: str
    address: str = ""
    health: str = ""


def child_environment(settings: Settings) -> dict[str, str]:
    """What children need to know; secrets travel in the environment, never on a command line."""
    secret = settings.s3_secret_access_key.get_secret_value() if settings.s3_secret_access_key else ""
    given = {
        "BINSIGHT_HOME": str(settings.home),
        "BINSIGHT_DATABASE_URL": settings.database_url,
        "BINSIGHT_DAGSTER_DATABASE_URL": settings.dagster_storage_url,
        "BINSIGHT_S3_ENDPOINT_URL": settings.s3_endpoint_url,
        "BINSIGHT_S3_ACCESS_KEY_ID": settings.s3_access_key_id,
        "BINSIGHT_S3_SECRET_ACCESS_KEY": secret,
        "BINSIGHT_S3_BUCKET": settings.s3_bucket,
        "BINSIGHT_UI_PORT": str(settings.ui_port),
        "BINSIGHT_API_PORT": str(settings.api_port),
        "BINSIGHT_DAGSTER_PORT": str(settings.dagster_port),
        "BINSIGHT_NOTEBOOKS_PORT": str(settings.notebooks_port),
        "DAGSTER_HOME": str(settings.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DAGSTER_EVENT_BATCH_SIZE": "1000",
        "GX_ANALYTICS_ENABLED": "false",
        "MARIMO_SKIP_UPDATE_CHECK": "1",
    }
    return dict(os.environ) | {name: value for name, value in given.items() if value}


def with_free_ports(settings: Settings) -> Settings:
    """The settings with every door's port free: a taken one is replaced by the next free one."""
    chosen: dict[str, int] = {}
    for field in PORT_FIELDS.values():
        chosen[field] = choose_port(getattr(settings, field), settings.host, but=chosen.values())
    return settings.model_copy(update=chosen)


def plan_doors(settings: Settings) -> list[Door]:
    """The processes of `up` in starting order, on the ports that `settings` name."""
    code_server_port = choose_port(None)
    workspace = settings.dagster_home / "workspace.yaml"
    workspace.write_text(
        f"load_from:\n  - grpc_server:\n      host: {LOOPBACK}\n      port: {code_server_port}\n"
        "      location_name: binsight\n",
        encoding="utf-8",
    )
    doors = [_code_server(code_server_port), _app(settings), _api(settings), _dagster(settings, workspace)]
    if find_spec("marimo") is not None:
        doors.append(_notebooks(settings))
    return [*doors, Door(DAEMON, _python("dagster._daemon", "run", "-w", str(workspace)), "dagster-daemon")]


def first_data() -> Door:
    """Demo data for an empty store; what making it takes in memory goes with the process."""
    return Door("Demo data", _python("app.cli.main", "demo"), "demo-data")


def first_run() -> Door:
    """The run that publishes a first snapshot, beside the open doors; its memory goes with it."""
    return Door("First run", _python("app.cli.main", "run"), "first-run")


def _code_server(port: int) -> Door:
    """One process loads the definitions for web server and daemon alike; two would cost 350 MB more."""
    arguments = _python(
        "dagster", "code-server", "start", "-m", "pipelines.definitions", "-h", LOOPBACK, "-p", str(port)
    )
    return Door(CODE_SERVER, arguments, "dagster-code", health=f"tcp://{LOOPBACK}:{port}")


def _app(settings: Settings) -> Door:
    options = {
        "server.headless": "true",
        "server.address": settings.host,
        "server.port": str(settings.ui_port),
        "server.fileWatcherType": "none",
        "server.maxUploadSize": str(max(1, settings.max_upload_bytes // (1024 * 1024))),
        "browser.gatherUsageStats": "false",
        "runner.magicEnabled": "false",  # a string in a script is documentation, not something to show
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.light.primaryColor": "#0072B2",  # blue: red is kept for what failed
        "theme.dark.primaryColor": "#2F86C1",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    address = f"http://{settings.host}:{settings.ui_port}"
    arguments = _python("streamlit", "run", str(APP_FOLDER / "ui" / "main.py"), *flags)
    return Door("App", arguments, "app", address, f"{address}/_stcore/health")


def _api(settings: Settings) -> Door:
    port = str(settings.api_port)
    address = f"http://{settings.host}:{port}"
    arguments = _python(
        "uvicorn", "app.api.main:build", "--factory", "--host", settings.host, "--port", port, "--no-access-log"
    )
    return Door("API", arguments, "api", address, f"{address}/health/healthz")


def _dagster(settings: Settings, workspace: Path) -> Door:
    port = str(settings.dagster_port)
    address = f"http://{settings.host}:{port}"
    arguments = _python("dagster_webserver", "-w", str(workspace), "-h", settings.host, "-p", port)
    return Door("Dagster", arguments, "dagster", address, f"{address}/server_info")


def _notebooks(settings: Settings) -> Door:
    port = str(settings.notebooks_port)
    address = f"http://{settings.host}:{port}"
    folder = APP_FOLDER.parent / "notebooks"
    arguments = _python(
        "marimo", "run", str(folder), "--headless", "--host", settings.host, "--port", port, "--no-token"
    )
    return Door("Notebooks", arguments, "notebooks", address, f"{address}/health")


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
