"""What is said of YAML that a message cannot be made of: rule, sentence, hint."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A complaint without its place."""

    rule: str
    message: str
    hint: str | None = None


def short(text: str) -> str:
    """A text cut to 40 characters."""
    return text if len(text) <= 40 else f"{text[:37]}…"


def duplicate_key(key: str, row: int) -> Said:
    """A key that its mapping has already."""
    return Said("duplicate-key", f"`{short(key)}` stands here a second time; the first is on line {row}")


def non_string_key(written: str) -> Said:
    """A number, truth value, or null as a key."""
    return Said("non-string-key", f"the key `{short(written)}` is not a text: JSON has only texts as keys")


COMPLEX_KEY = Said("non-string-key", "a list or mapping as a key: JSON has only texts as keys")

MERGE_KEY = Said(
    "merge-key",
    "merge keys (`<<`) are not part of YAML 1.2: the API would get a field called `<<`",
    "write the fields out, or use an anchor for a whole value",
)


def too_deep(limit: int) -> Said:
    """Nesting beyond the bound."""
    return Said("too-deep", f"nested more than {limit} levels deep")


def placeholder(written: str) -> Said:
    """`{{name}}` without quotes, which YAML reads as a mapping within a mapping."""
    return Said(
        "unquoted-placeholder",
        f"an unquoted `{short(written)}` is a YAML mapping, not a text",
        "put the whole text in quotes",
    )


def cyclic_alias(name: str) -> Said:
    """An alias inside of what it stands for."""
    return Said("cyclic-alias", f"`*{name}` contains itself")


def undefined_alias(name: str) -> Said:
    """An alias without an anchor."""
    return Said("undefined-alias", f"no anchor `&{name}` stands above `*{name}`")


def alias_bomb(limit: int) -> Said:
    """Aliases that expand beyond the bound."""
    return Said("alias-bomb", f"aliases expand to more than {limit} values")


def non_json_number(text: str) -> Said:
    """Infinity, not-a-number, or a number beyond every range."""
    return Said(
        "non-json-number",
        f"`{short(text)}` is a number that JSON cannot hold",
        "put it in quotes if it is a text",
    )


def lost_digits(text: str, value: int) -> Said:
    """An unquoted `+447700900123` or `007`."""
    rule, lost = ("plus-lost", "`+`") if text[0] == "+" else ("zeros-lost", "leading zeros")
    return Said(
        rule, f"unquoted, `{short(text)}` is the number {short(str(value))}: the {lost} would be lost"
    )


def unknown_tag(tag: str) -> Said:
    """A tag outside the core schema."""
    return Said(
        "unknown-tag",
        f"the tag `{short(tag)}` means nothing here",
        "a message is plain data: take the tag away",
    )


HALF_PAIR = Said(
    "forbidden-character",
    "an escape for half a character: `\\ud800` to `\\udfff` come in pairs",
)


def bad_encoding(encoding: str) -> Said:
    """Bytes that are no text."""
    return Said("bad-encoding", f"not {encoding.upper()} text from here on", "save the file as UTF-8")


def forbidden_character(character: str) -> Said:
    """A control character."""
    return Said(
        "forbidden-character",
        f"the control character U+{ord(character):04X} is not allowed in YAML",
        'in a double-quoted text it can be written as an escape, such as "\\x1b"',
    )
