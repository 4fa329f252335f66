"""The tables of an outbox: the host it is for, the requests, and the destinations in their parts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table

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
    Column("state", String, nullable=False, index=True),
)
DESTINATIONS = Table(
    "destinations",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("correlation_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("code", String, nullable=False, default=""),
    Column("detail", String, nullable=False, default=""),
    Column("transaction_id", String, nullable=False, default=""),
    Index("destinations_of_batch", "batch", "part"),
    sqlite_with_rowid=False,
)
