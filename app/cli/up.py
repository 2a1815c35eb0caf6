"""`binsight up`: everything on one machine; `--once` for scripts: migrate, load, run the pipeline, publish, stop."""

import sys
from time import perf_counter
from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, open_settings, print_json
from app.config import Settings

NoDemoOption = Annotated[bool, typer.Option("--no-demo", help="Load no demo data into an empty store.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    once: Annotated[
        bool, typer.Option("--once", help="Run the pipeline once and stop; no servers for people.")
    ] = False,
    no_demo: NoDemoOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start everything on this machine and print the four addresses; Ctrl-C stops all of it.

    Example: binsight up --home ~/parts
    """
    settings = open_settings(home)
    if once:
        _run_once(settings, no_demo=no_demo, as_json=as_json)
    else:
        _serve(settings, no_demo=no_demo, as_json=as_json)


def _run_once(settings: Settings, *, no_demo: bool, as_json: bool) -> None:
    from app.cli.run import report_run
    from app.embedded.servers import embedded_servers
    from app.services.bootstrap import prepare_store, with_dagster_storage
    from pipelines.run import run_pipeline

    started = perf_counter()
    with embedded_servers(settings) as resolved:
        seconds = {"servers": perf_counter() - started}
        seconds |= prepare_store(resolved, with_demo=not no_demo)
        summary = run_pipeline(with_dagster_storage(resolved))
    seconds |= {name: value for name, value in summary.seconds.items() if name != "total"}
    seconds["total"] = perf_counter() - started
    report_run(summary, seconds, as_json=as_json)


def _serve(settings: Settings, *, no_demo: bool, as_json: bool) -> None:
    from app.embedded.supervisor import Supervisor
    from app.services.bootstrap import add_usual_types, is_store_empty, migrate_store, with_dagster_storage

    def say(sentence: str) -> None:
        typer.echo(sentence, err=True)

    def prepare(resolved: Settings) -> Settings:
        say(f"Servers are up; state is in {settings.home}")
        migrate_store(resolved)
        add_usual_types(resolved)
        return with_dagster_storage(resolved)

    def wants_first_data(resolved: Settings) -> bool:
        return not no_demo and is_store_empty(resolved)

    def announce(addresses: dict[str, str]) -> None:
        if as_json:
            print_json({"addresses": addresses})
        else:
            for name, address in addresses.items():
                typer.echo(f"{name:<10} {address}")
        sys.stdout.flush()
        say("Ctrl-C stops everything.")

    Supervisor(settings, prepare=prepare, wants_first_data=wants_first_data, say=say).run(announce)
