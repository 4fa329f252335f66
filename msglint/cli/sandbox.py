"""`msglint sandbox`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from msglint.cli import complete
from msglint.cli.command import Command
from msglint.errors import UsageError

if TYPE_CHECKING:
    from msglint.sandbox.settings import Settings

_EPILOG = """\b
Examples:
  msglint sandbox                                      on port 8765, with a page to watch
  msglint sandbox --tps 100 --burst                    a tenant's limit, and its burst mode
  msglint sandbox --fault drop-after=0.02 --seed 7     one reply in fifty never comes

\b
Faults: delay, drop, drop-after, half, 429, 503, 500, 7020, garbage.

\b
Exit codes:
  0    ended
  2    wrong usage, or a port that is taken
  130  interrupted
"""


def _faults(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> dict[str, float]:
    rates = {}
    for word in words:
        kind, _, rate = word.partition("=")
        try:
            rates[kind] = float(rate)
        except ValueError:
            raise UsageError(f"--fault {word}: write KIND=RATE, such as drop=0.05") from None
    return rates


def _secret(name: str | None, option: str) -> str | None:
    if name is None:
        return None
    value = os.environ.get(name)
    if not value:
        raise UsageError(f"{option} {name}: there is no environment variable of this name, or it is empty")
    return value


_GROUPS = {
    "Address": ("host", "port"),
    "Credentials": ("key", "service_id", "service_secret_env"),
    "Limits": ("tps", "burst", "inactive"),
    "Faults": ("faults", "delay", "seed"),
    "Delivery receipts": ("receipts_delay", "receipts_retry", "hub_secret_env"),
}


@click.command(
    "sandbox",
    cls=Command,
    groups=_GROUPS,
    epilog=_EPILOG,
    short_help="Play the Messaging API on this machine, with a page that shows the messages.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address of this machine to listen on.",
)
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Port; 0 takes any free one.",
)
@click.option(
    "--key",
    default="sandbox-key",
    metavar="KEY",
    envvar="MSGLINT_SANDBOX_KEY",
    show_envvar=True,
    help="Service key that callers must show.  [default: sandbox-key]",
)
@click.option("--service-id", metavar="ID", help="Service ID: `iss` of the JWTs to accept.")
@click.option(
    "--service-secret-env", metavar="NAME", help="Environment variable with the service secret (base64)."
)
@click.option("--tps", type=click.IntRange(1), metavar="N", help="Destinations a second; more give 7020.")
@click.option("--burst", is_flag=True, help="Take up to half as many again (at most 100) in burst mode.")
@click.option("--inactive", is_flag=True, help="Play a service that is switched off (7007).")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND=RATE",
    callback=_faults,
    shell_complete=complete.fault,
    help="Let this go wrong for such a share of the requests; repeatable.",
)
@click.option(
    "--delay",
    default=2.0,
    metavar="SECONDS",
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds of the fault `delay`.",
)
@click.option("--seed", default=0, metavar="N", show_default=True, help="What the faults are drawn from.")
@click.option(
    "--receipts-delay",
    default=0.5,
    metavar="SECONDS",
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds between receipts.",
)
@click.option(
    "--receipts-retry",
    default=60.0,
    metavar="SECONDS",
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds until a receipt is posted again.",
)
@click.option(
    "--hub-secret-env", metavar="NAME", help="Environment variable with the secret that signs receipts."
)
def command(
    host: str,
    port: int,
    key: str,
    service_id: str | None,
    service_secret_env: str | None,
    tps: int | None,
    burst: bool,
    inactive: bool,
    faults: dict[str, float],
    delay: float,
    seed: int,
    receipts_delay: float,
    receipts_retry: float,
    hub_secret_env: str | None,
) -> int:
    """Play the Messaging API on this machine: it checks, limits, and fails as told, and sends nothing.

    Delivery receipts go to notify URLs on this machine only. The page at the base URL shows the
    messages as their recipients would see them.
    """
    try:
        from msglint.sandbox.server import serve
        from msglint.sandbox.settings import Settings
    except ImportError:
        raise UsageError("msglint sandbox needs more packages: pip install 'msglint[sandbox]'") from None
    if (service_id is None) != (service_secret_env is None):
        raise UsageError("--service-id and --service-secret-env belong together")
    settings = Settings(
        key=key,
        service_id=service_id,
        service_secret=_secret(service_secret_env, "--service-secret-env"),
        tps=tps,
        burst=burst,
        inactive=inactive,
        faults=faults,
        fault_delay=delay,
        seed=seed,
        receipts_delay=receipts_delay,
        receipts_retry=receipts_retry,
        hub_secret=_secret(hub_secret_env, "--hub-secret-env"),
    )
    serve(settings, host, port, lambda base_url: _announce(base_url, settings))
    return 0


def _announce(base_url: str, settings: Settings) -> None:
    """Where it listens, and what to type to try it; the key is shown only where it is the well-known one."""
    shown = settings.key if settings.key == "sandbox-key" else "<the sandbox's key>"
    click.echo(base_url)
    click.echo(
        f"The sandbox answers at {base_url}; open it in a browser to see the messages. Ctrl-C ends it. To try it:\n\n"
        f"  export MSGLINT_SERVICE_KEY={shown}\n"
        f"  msglint send --base-url {base_url} messages/\n",
        err=True,
    )
