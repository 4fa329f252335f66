"""Looks into an outbox, also while another command sends from it: what each destination is at."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, inspect, or_, select
from sqlalchemy.exc import DBAPIError

from msglint.addresses import identity
from msglint.errors import InputError
from msglint.outbox.database import Database, system_of
from msglint.outbox.delivery import Delivery, delivery
from msglint.outbox.matching import belongs
from msglint.outbox.receipt import FALLBACK, Receipt, base_of, name_of
from msglint.outbox.tables import BATCHES, DESTINATIONS, HOME, PARTS, RECEIPTS

STATES = ("queued", "sending", "accepted", "rejected", "unknown", "expired")
DELIVERIES = ("delivered", "failed", "under way", "no receipt")

_CHUNK = 400
_SHOWN = (
    DESTINATIONS.c.address,
    DESTINATIONS.c.count.label("addresses"),
    DESTINATIONS.c.correlation_id,
    PARTS.c.state,
    PARTS.c.code,
    PARTS.c.detail,
    PARTS.c.transaction_id,
    BATCHES.c.api,
    BATCHES.c.channel,
    BATCHES.c.state.label("batch_state"),
    (BATCHES.c.parts == BATCHES.c.size).label("is_alone"),
)
_ORDER = (DESTINATIONS.c.batch, DESTINATIONS.c.part, DESTINATIONS.c.address, DESTINATIONS.c.key)
_RECEIPT = [RECEIPTS.c[name] for name in Receipt._fields]


@dataclass(frozen=True, slots=True)
class Fate:
    """A destination and what became of it. One that names several addresses is one of each."""

    address: str
    correlation_id: str
    api: str
    channel: str
    state: str
    code: str
    detail: str
    transaction_id: str
    delivery: Delivery
    count: int
    """1, save for a destination whose addresses are not known."""

    receipts: int
    """How many receipts are of it."""


class Wanted(NamedTuple):
    """Which destinations to show; empty for all."""

    word: str = ""
    """An address, a correlation id, or a transaction id."""

    state: str = ""
    """One of STATES or DELIVERIES."""

    def admits(self, fate: Fate) -> bool:
        """Whether a destination is one of them."""
        ids = (fate.correlation_id, fate.transaction_id)
        if self.word and self.word not in ids and identity(self.word) != identity(fate.address):
            return False
        if self.state in DELIVERIES:
            return fate.state in ("accepted", "unknown") and fate.delivery.summary == self.state
        return self.state in ("", fate.state)


_ALL = Wanted()


def check_existence(path: str) -> None:
    """InputError where a file is no outbox: opening it would make it one."""
    if "://" in path:
        _check_tables(path)
        return
    if not os.path.exists(path):
        raise InputError(f"{path}: there is no outbox here; name it with --outbox (`msglint send` makes one)")
    try:
        with closing(sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)) as file:
            found = file.execute("SELECT count(*) FROM sqlite_master WHERE name = 'destinations'").fetchone()
    except sqlite3.Error as error:
        raise InputError(f"{path}: this is no outbox: {error}") from None
    if not found[0]:
        raise InputError(f"{path}: this is no outbox: it is a database of something else")


def _check_tables(url: str) -> None:
    system = system_of(url, 60.0)
    try:
        with system.engine.connect() as connection:
            there = inspect(connection).has_table("destinations")
    except DBAPIError as error:
        raise system.refusal(error) from None
    finally:
        system.engine.dispose()
    if not there:
        raise InputError(f"{system.name}: there is no outbox here; `msglint send` makes one")


class Reading:
    """An outbox that is looked at. Takes no lock, so that it never keeps a sender waiting."""

    def __init__(self, path: str) -> None:
        check_existence(path)
        self._database = Database(path)
        self.name = self._database.name
        """The outbox as users know it, without a password."""

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def base_url(self) -> str:
        """The host that the outbox is for; empty before anything was sent."""
        with self._database.reading() as connection:
            return connection.execute(select(HOME.c.base_url)).scalar() or ""

    def requests(self) -> dict[tuple[str, str], int]:
        """How many requests there are of each API and channel."""
        columns = (BATCHES.c.api, BATCHES.c.channel)
        query = select(*columns, func.count()).group_by(*columns)
        with self._database.reading() as connection:
            return {(row[0], row[1] or ""): row[2] for row in connection.execute(query)}

    def states(self) -> dict[tuple[str, str, str], int]:
        """How many destinations there are of each API and channel in each state."""
        under_way = and_(PARTS.c.state == "queued", BATCHES.c.state == "sending")
        state = case((under_way, "sending"), else_=PARTS.c.state)
        query = (
            select(BATCHES.c.api, BATCHES.c.channel, state, func.sum(PARTS.c.size))
            .join(BATCHES, BATCHES.c.number == PARTS.c.batch)
            .group_by(BATCHES.c.api, BATCHES.c.channel, state)
        )
        with self._database.reading() as connection:
            return {(row[0], row[1] or "", row[2]): int(row[3]) for row in connection.execute(query)}

    def receipts(self) -> int:
        """How many receipts have come."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(RECEIPTS)).scalar_one()

    def fates(self, wanted: Wanted = _ALL) -> Iterator[Fate]:
        """The destinations in the order in which they were queued; a few requests at a time, however many there are."""
        theirs = and_(PARTS.c.batch == DESTINATIONS.c.batch, PARTS.c.part == DESTINATIONS.c.part)
        query: Select[Any] = (
            select(*_SHOWN).join(BATCHES, BATCHES.c.number == DESTINATIONS.c.batch).join(PARTS, theirs)
        )
        query = _narrowed(query, wanted).order_by(*_ORDER)
        last = 0
        while end := self._requests_after(last):
            here = DESTINATIONS.c.batch.between(last + 1, end)
            with self._database.reading() as connection:
                rows: Sequence[Row[Any]] = connection.execute(query.where(here)).all()
                receipts = _receipts(connection, rows) if rows else _Receipts()
            for row in rows:
                yield from filter(wanted.admits, _fates(row, receipts))
            last = end

    def _requests_after(self, number: int) -> int:
        """The last of the next requests that together have some hundred destinations, 0 after the end."""
        columns = (BATCHES.c.number, BATCHES.c.size)
        query = select(*columns).where(BATCHES.c.number > number).order_by(BATCHES.c.number).limit(_CHUNK)
        count = 0
        with self._database.reading() as connection:
            for found, size in connection.execute(query).all():
                number, count = found, count + size
                if count >= _CHUNK:
                    break
        return number if count else 0


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """Leaves out in the database what certainly is not wanted."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.word:
        address = func.lower(DESTINATIONS.c.address)
        conditions.append(
            or_(
                PARTS.c.transaction_id == wanted.word,
                DESTINATIONS.c.correlation_id == wanted.word,
                address.contains(identity(wanted.word).lower(), autoescape=True),
            )
        )
    under_way = BATCHES.c.state == "sending"
    match wanted.state:
        case "queued":
            conditions += [PARTS.c.state == "queued", ~under_way]
        case "sending":
            conditions += [PARTS.c.state == "queued", under_way]
        case "accepted" | "rejected" | "unknown" | "expired":
            conditions.append(PARTS.c.state == wanted.state)
        case str() as state if state:
            conditions.append(PARTS.c.state.in_(("accepted", "unknown")))
    return query.where(and_(*conditions)) if conditions else query


class _Receipts:
    """The receipts that may be of some destinations, by all that they can be looked up by."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], list[Receipt]] = {}
        self.ids: set[str] = set()
        self.known: set[str] = set()

    def add(self, receipt: Receipt) -> None:
        """Keeps one, under each of its ids."""
        told, address = receipt.transaction_id.removesuffix(FALLBACK), identity(receipt.address)
        name = name_of(receipt.correlation_id, receipt.address)
        base = base_of(told)
        self.ids |= {told, base}
        for key in (("id", told), ("base", base, address), ("name", name)):
            self._found.setdefault(key, []).append(receipt)

    def of(self, row: Row[Any], address: str) -> list[Receipt]:
        """Those of one destination."""
        told = row.transaction_id
        keys: list[tuple[str, ...]] = []
        if row.correlation_id:
            keys.append(("name", name_of(row.correlation_id, address)))
        if told:
            keys += [("base", base_of(told), identity(address)), ("base", base_of(told), "")]
        if told and row.is_alone:
            keys.append(("id", told))
        found = {each for key in keys for each in self._found.get(key, ())}
        ids = (row.correlation_id, told, bool(row.is_alone))
        return [each for each in found if belongs(each, address, *ids, self.known)]


def _receipts(connection: Connection, rows: Sequence[Row[Any]]) -> _Receipts:
    bases = {base_of(row.transaction_id) for row in rows if row.transaction_id}
    names = {name_of(row.correlation_id, line) for row in rows for line in row.address.split("\n")} - {""}
    found = _Receipts()
    by_name = and_(RECEIPTS.c.name.in_(names), RECEIPTS.c.base_id.not_in(bases))
    for where in (RECEIPTS.c.base_id.in_(bases), by_name):
        for row in connection.execute(select(*_RECEIPT).where(where)):
            found.add(Receipt._make(row))
    found.known = _known(connection, sorted(found.ids))
    return found


def _known(connection: Connection, ids: list[str]) -> set[str]:
    """Which ids of receipts, and of the calls they come from, are in the outbox."""
    known: set[str] = set()
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        query = select(PARTS.c.transaction_id).where(PARTS.c.transaction_id.in_(some))
        known.update(connection.execute(query.distinct()).scalars())
    return known


def _fates(row: Row[Any], receipts: _Receipts) -> Iterator[Fate]:
    lines = row.address.split("\n")
    whole = len(lines) != row.addresses
    for address in [row.address] if whole else lines:
        found = receipts.of(row, address)
        state = "sending" if row.state == "queued" and row.batch_state == "sending" else row.state
        yield Fate(
            address,
            row.correlation_id,
            row.api,
            row.channel or "",
            state,
            row.code,
            row.detail,
            row.transaction_id,
            delivery(row.channel, found),
            row.addresses if whole else 1,
            len(found),
        )
