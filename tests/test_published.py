"""The schemas as `msglint schema` gives them away."""

from __future__ import annotations

from typing import Any

import pytest

from msglint.schema.files import API_SCHEMAS, OTHER_SCHEMAS, bundle
from msglint.schema.published import published


def without_examples(node: Any) -> Any:
    match node:
        case dict():
            return {key: without_examples(each) for key, each in node.items() if key != "examples"}
        case list():
            return [without_examples(each) for each in node]
    return node


@pytest.mark.parametrize("name", API_SCHEMAS + OTHER_SCHEMAS)
def test_only_examples_are_added(name: str) -> None:
    """They judge as the linter's own do: what is added is said, not demanded."""
    assert without_examples(published(name)) == without_examples(bundle(name))


def test_values_of_any_case_are_offered() -> None:
    """Once a schema has its own examples, those stay."""
    made = published("v2")
    channel = made["$defs"]["request"]["properties"]["channel"]
    assert channel["examples"] == channel["enumIgnoreCase"] == ["sms", "rcs", "email", "mms", "voice"]
    assert "examples" not in bundle("v2")["$defs"]["request"]["properties"]["channel"]
