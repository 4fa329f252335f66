"""Apple Messages for Business: what the pages of a form ask, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import as_number, below

_DYNAMIC = "channels/AppleBusinessChat/interactiveData/data/dynamic"
_FORM = f"{_DYNAMIC}/data"
_ON = "v1/apple-messages"
_ALIAS = "UIKeyboardType"
_KEYBOARDS = (
    "default",
    "asciiCapable",
    "numbersAndPunctuation",
    "URL",
    "numberPad",
    "phonePad",
    "namePhonePad",
    "emailAddress",
    "decimalPad",
    "webSearch",
)
_TODAYS_NAMES = {f"{_ALIAS}{name}".lower(): name for name in _KEYBOARDS}


@rule(
    "apple-form-template-missing",
    at=_DYNAMIC,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Form, template; Documented inconsistencies 11",
    default=False,
)
def template_missing(form: Place) -> Iterator[Finding]:
    """
    A form has no `template: messageForms`.

    The table of the documentation calls it mandatory; none of its samples has it.

    ```yaml bad
    version: "1.1"
    ```

    ```yaml good
    template: messageForms
    ```
    """
    if isinstance(form.value, dict) and "template" not in form.value:
        yield Finding("`template: messageForms` is missing; a table calls it mandatory, no sample has it")


@rule(
    "apple-form-splash-skipped",
    at=_FORM,
    on=_ON,
    needs="splash",
    severity=Severity.WARNING,
    source="apple-messages.md, Form, splash.buttonTitle",
)
def splash_skipped(form: Place) -> Iterator[Finding]:
    """
    The splash page of a form has no `buttonTitle`.

    Without the button that starts the form, the page is skipped.

    ```yaml bad
    splash: {header: Repairs, splashtext: A few short questions}
    ```

    ```yaml good
    splash: {header: Repairs, splashtext: A few short questions, buttonTitle: Begin}
    ```
    """
    match form.get("splash"):
        case dict(splash) if splash and not splash.get("buttonTitle"):
            yield Finding("without `buttonTitle` the splash page is skipped", ("splash",), on_key=True)


@rule(
    "apple-form-selected-item-unknown",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Documented inconsistencies 9",
)
def selected_item_unknown(form: Place) -> Iterator[Finding]:
    """
    `selectedItemIndex` of a picker page is beyond its items.

    The items are counted from 0, so the second of two is number 1.

    ```yaml bad
    pages:
      - pageIdentifier: "0"
        type: picker
        subtitle: What shall we do?
        selectedItemIndex: 2
        items: [{title: Repair, value: r, identifier: "1"}, {title: Replace, value: n, identifier: "2"}]
    ```

    ```yaml good
    pages:
      - pageIdentifier: "0"
        type: picker
        subtitle: What shall we do?
        selectedItemIndex: 1
        items: [{title: Repair, value: r, identifier: "1"}, {title: Replace, value: n, identifier: "2"}]
    ```
    """
    for path, page in below(form.value, "pages", "*"):
        match page:
            case {"selectedItemIndex": index, "items": [_, *_] as items}:
                number = as_number(index)
                if number is not None and not 0 <= number < len(items):
                    last = len(items) - 1
                    yield Finding(
                        f"no item has the number {number:g}; they count from 0"
                        + (f" to {last}" if last else ", and there is one"),
                        (*path, "selectedItemIndex"),
                    )


@rule(
    "apple-form-label-unused",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Form, options.labelText, options.prefixText",
)
def label_unused(form: Place) -> Iterator[Finding]:
    """
    `labelText` or `prefixText` on an input of several lines.

    Both stand before the answer in a single line, and have no place in a `multiline` field.

    ```yaml bad
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Anything else?
        options: {inputType: multiline, labelText: Note}
    ```

    ```yaml fixed
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Anything else?
        options: {inputType: multiline}
    ```

    ```yaml good
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Anything else?
        options: {inputType: singleline, labelText: Note}
    ```
    """
    for path, page in below(form.value, "pages", "*"):
        match page:
            case {"type": "input", "options": {"inputType": "multiline", **others}}:
                for key in ("labelText", "prefixText"):
                    if others.get(key):
                        where = (*path, "options", key)
                        yield Finding(
                            f"`{key}` is for `inputType: singleline` only",
                            where,
                            fix=Fix(f"remove `{key}`", (Change("remove", where),), "unsafe"),
                            on_key=True,
                        )


@rule(
    "apple-form-keyboard-old-name",
    at=_FORM,
    on=_ON,
    severity=Severity.WARNING,
    source="apple-messages.md, Documented inconsistencies 10",
)
def keyboard_old_name(form: Place) -> Iterator[Finding]:
    """
    A keyboard under Apple's older name, `UIKeyboardType…`.

    The samples have these names, the tables the plain ones such as `emailAddress`; the older
    ones are on the way out.

    ```yaml bad
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Where can we write to?
        options: {keyboardType: UIKeyboardTypeEmailAddress}
    ```

    ```yaml fixed
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Where can we write to?
        options: {keyboardType: emailAddress}
    ```

    ```yaml good
    pages:
      - pageIdentifier: "0"
        type: input
        subtitle: Where can we write to?
        options: {keyboardType: emailAddress}
    ```
    """
    for path, keyboard in below(form.value, "pages", "*", "options", "keyboardType"):
        if isinstance(keyboard, str) and keyboard.startswith(_ALIAS):
            name = _TODAYS_NAMES.get(keyboard.lower())
            fix = Fix(f"write `{name}`", (Change("replace", path, name),)) if name else None
            message = f"an old name; write `{name}`" if name else "an old name without a new one"
            yield Finding(message, path, fix=fix)
