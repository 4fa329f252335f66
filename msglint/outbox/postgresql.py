"""An outbox in a PostgreSQL database: several senders, each with a lease that ends some time after it died."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Double, cast, create_engine, func, select

from msglint.errors import InputError, UsageError

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_ALONE = 0x6D73676C696E74
"""The advisory lock of those who add: the letters "msglint"."""

_SETTINGS = (
    "tcp_keepalives_idle = 30",
    "tcp_keepalives_interval = 10",
    "tcp_keepalives_count = 3",
)
"""A machine that vanished must not hold its locks for the two hours that systems wait by default."""

_ALIVE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""The same, seen from here; what the URL says comes first."""


class Server:
    """A database on a server. libpq reads the URL, `PGPASSWORD`, `~/.pgpass`, and the rest of its environment."""

    shared = True
    clock: ColumnElement[float] = cast(func.extract("epoch", func.clock_timestamp()), Double)

    def __init__(self, url: str, lease: float) -> None:
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                "an outbox in PostgreSQL needs one more package: pip install 'msglint[postgresql]'"
            ) from None
        self.lease = lease
        self.name, self._secrets, words = _read(url)
        self.engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: _connect(psycopg, words, lease),
            hide_parameters=True,
            pool_size=3,
        )

    def refusal(self, error: DBAPIError) -> InputError:
        """What PostgreSQL or the way to it refuses, in a sentence without a password."""
        told = " ".join(str(error.orig).split()) or type(error.orig).__name__
        for secret in self._secrets:
            told = told.replace(secret, "***")
        if error.connection_invalidated:
            return InputError(
                f"{self.name}: the connection to the outbox was lost; run the command again: what was sent and "
                f"could not be written down becomes unknown ({told})"
            )
        return InputError(f"{self.name}: the outbox cannot be used: {told}")

    def admit(self, connection: Connection) -> None:
        """All may send."""

    def alone(self, connection: Connection) -> None:
        """Waits until nobody else adds."""
        connection.execute(select(func.pg_advisory_xact_lock(_ALONE)))

    def leave(self) -> None:
        """Nobody waits."""


def _connect(psycopg: Any, words: dict[str, Any], lease: float) -> Any:
    connection = psycopg.connect(**{**_ALIVE, **words, "client_encoding": "utf8"})
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(f"SET {setting}")
        # a sender that sleeps within a transaction must not keep from the others what it has locked
        cursor.execute(f"SET idle_in_transaction_session_timeout = {lease * 1000:.0f}")
    connection.commit()
    return connection


def _read(url: str) -> tuple[str, list[str], dict[str, Any]]:
    """A name to show, what must never be shown, and the parameters of libpq.

    A password with characters that end it in a URL would become a part of the host or port, and be shown there.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        words = conninfo_to_dict(url)
    except ProgrammingError:
        words = {"port": url}
    host, port, database = (str(words.get(key, "")) for key in ("host", "port", "dbname"))
    if "@" in host + database or (not port.replace(",", "").isdecimal() and port):
        raise UsageError(
            "--outbox: this is no URL of a database; it looks like postgresql://user@host:5432/name, with "
            "%40 for @, %3A for :, %2F for /, and %3F for ? in user name and password"
        )
    user = f"{words['user']}@" if words.get("user") else ""
    where = f"{host}{port and f':{port}'}/{database}"
    if host.startswith("/"):  # the folder of a socket
        where = f"/{database}?host={host}"
    name = f"postgresql://{user}{where}"
    return name, [str(words[key]) for key in ("password", "sslpassword") if words.get(key)], dict(words)
