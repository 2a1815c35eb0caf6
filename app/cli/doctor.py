"""`binsight doctor`: what is wrong, and how to mend it."""

from typing import TYPE_CHECKING

import typer

from app.cli.context import HomeOption, JsonOption, open_settings, print_json

if TYPE_CHECKING:
    from app.config import Settings
    from app.embedded.home_lock import HomeState
    from app.services.doctor_finding import Finding


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Look at configuration, servers, versions, migrations and freshness. Changes nothing.

    Exit code 1 when something has to be mended. Example: binsight doctor --json
    """
    from app.embedded.home_lock import read_state
    from app.embedded.servers import settings_of_running
    from app.services import doctor as service
    from app.utils.time import utc_now

    settings = open_settings(home)
    state = read_state(settings.home)
    if state is not None and state.holder == "up":
        settings = settings_of_running(settings, state)
    findings = [*service.examine(settings, utc_now), *_doors(settings, state)]
    if as_json:
        print_json(service.as_json(findings))
    else:
        for finding in findings:
            found = finding.state.removeprefix("ok, ")
            typer.echo(f"{'ok' if finding.is_ok else '!!':<3} {finding.what:<22} {found}")
            if not finding.is_ok:
                typer.echo(f"{'':<26} -> {finding.remedy}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(1)


def _doors(settings: "Settings", state: "HomeState | None") -> "list[Finding]":
    """The running doors, or which ports the next `binsight up` finds taken; it takes the next free ones by itself."""
    from app.embedded.children import answers
    from app.embedded.doors import PORT_FIELDS
    from app.embedded.ports import is_free
    from app.services.doctor_finding import Finding

    if state is not None and state.holder == "up":
        silent = [name for name, address in state.addresses.items() if not answers(address)]
        if silent:
            return [Finding("Doors", f"no answer: {', '.join(silent)}", f"see the logs in {settings.home / 'logs'}")]
        return [Finding("Doors", f"ok, {', '.join(state.addresses.values()) or 'still opening'}")]
    ports = {name: getattr(settings, field) for name, field in PORT_FIELDS.items()}
    taken = [f"{name} {port}" for name, port in ports.items() if not is_free(port, settings.host)]
    shown = f"taken: {', '.join(taken)}; `binsight up` uses the next free ones" if taken else "all free"
    return [Finding("Ports", f"ok, {shown}")]
