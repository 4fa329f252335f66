"""The tables of an outbox.

They hold its host, the requests and who has them in hand, their parts with the fate of each, the destinations of these,
and delivery receipts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, TypeDecorator


class Foreign(TypeDecorator[str]):
    """Text from elsewhere, cut to its length.

    What a database cannot hold (NUL, halves of a pair) becomes U+FFFD. What it is compared with is treated alike.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The text as it is stored."""
        if value is None:
            return None
        value = value[: self.impl_instance.length]  # type: ignore[attr-defined]
        if value.isascii() and "\0" not in value:
            return value
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_INDEXED = 300
"""Characters of a text in an index: an index of PostgreSQL takes rows of at most 2704 bytes."""

TABLES = MetaData()
HOME = Table("home", TABLES, Column("base_url", String, primary_key=True))
BATCHES = Table(
    "batches",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("path", String, nullable=False),
    Column("api", String, nullable=False),
    Column("channel", String),
    Column("body", String, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("not_after", String),
    Column("state", String, nullable=False),
    Column("owner", String),
    Index("batches_by_state", "state", "number", "owner"),
)
SENDERS = Table(
    "senders",
    TABLES,
    Column("id", String, primary_key=True),
    Column("until", Double, nullable=False),
)
PACE = Table(
    "pace", TABLES, Column("id", Integer, primary_key=True), Column("free_at", Double, nullable=False)
)
PARTS = Table(
    "parts",
    TABLES,
    Column("batch", Integer, ForeignKey("batches.number"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("code", Foreign, nullable=False, default=""),
    Column("detail", Foreign, nullable=False, default=""),
    Column("transaction_id", Foreign(_INDEXED), nullable=False, default="", index=True),
)
"""The destinations of a part share its fate, so that it is written once."""

DESTINATIONS = Table(
    "destinations",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("address", Foreign, nullable=False),
    Column("correlation_id", Foreign, nullable=False),
    Index("destinations_of_batch", "batch", "part"),
    sqlite_with_rowid=False,
)
RECEIPTS = Table(
    "receipts",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("transaction_id", Foreign, nullable=False),
    Column("base_id", Foreign(_INDEXED), nullable=False, index=True),
    Column("subtid", Foreign, nullable=False),
    Column("correlation_id", Foreign, nullable=False),
    Column("address", Foreign, nullable=False),
    Column("name", Foreign(_INDEXED), nullable=False),
    Column("status", Foreign, nullable=False),
    Column("code", Foreign, nullable=False),
    Column("description", Foreign, nullable=False),
    Column("at", Foreign, nullable=False),
    Column("received", String, nullable=False),
    Index("receipts_by_name", "name", "base_id"),
)
