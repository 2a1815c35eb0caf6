"""`binsight doctor`: what is wrong, and how to mend it."""

import typer

from app.cli.context import HomeOption, JsonOption, open_settings, print_json


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
    findings = service.examine(settings, utc_now)
    if as_json:
        print_json(service.as_json(findings))
    else:
        for finding in findings:
            typer.echo(f"{'ok' if finding.is_ok else '!!':<3} {finding.what:<22} {finding.state}")
            if not finding.is_ok:
                typer.echo(f"{'':<26} -> {finding.remedy}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(1)
