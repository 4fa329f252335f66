"""Fields of the envelope that are ignored, or hold what the documentation does not know."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule


@rule(
    "app-id-unused",
    at="appid",
    on=("v1/sms", "v1/voice"),
    severity=Severity.INFO,
    source="envelope-v1.md §4.2",
)
def app_id_unused(app: Place) -> Iterator[Finding]:
    """
    `appid` on a channel that has no apps.

    It names the asset of push, in-app, Messenger, WhatsApp, and Apple Messages; SMS and voice do not look at it.

    ```yaml bad
    a_1000
    ```

    ```yaml good
    ""
    ```
    """
    if app.value != "":
        yield Finding("`appid` is ignored on this channel", on_key=True)


@rule(
    "app-id-foreign",
    at="appid",
    on="v2",
    severity=Severity.WARNING,
    source="envelope-v2.md §2, appid; §8; email.md §7",
)
def app_id_foreign(app: Place) -> Iterator[Finding]:
    """
    `appid` in a request of API v2.

    It is for push, in-app, Messenger, WhatsApp, and Apple Messages, and none of these is sent with API v2.

    ```yaml bad
    a_1000
    ```

    ```yaml good
    ""
    ```
    """
    if app.value != "":
        yield Finding("no channel of API v2 has a use for `appid`", on_key=True)


@rule(
    "priority-unknown",
    at="priority",
    on=("v1", "v2"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, priority",
)
def priority_unknown(priority: Place) -> Iterator[Finding]:
    """
    `priority` is none of 1, 2, and 3.

    `"1"` is low, `"2"` medium, `"3"` high; older documentation says that other values are refused.

    ```yaml bad
    "9"
    ```

    ```yaml good
    "2"
    ```
    """
    if priority.value not in ("", "1", "2", "3", 1, 2, 3) and not isinstance(priority.value, dict | list):
        yield Finding('`priority` is `"1"` (low), `"2"`, or `"3"` (high)')


@rule(
    "notify-url-insecure", at="notifyurl", on="v1", severity=Severity.WARNING, source="envelope-v1.md §9, §15"
)
def notify_url_insecure(url: Place) -> Iterator[Finding]:
    """
    The notify URL is not https.

    Receipts are only posted to https addresses; to this one none would come.

    ```yaml bad
    http://hooks.example.com/sms
    ```

    ```yaml good
    https://hooks.example.com/sms
    ```
    """
    if isinstance(url.value, str) and url.value[:7].lower() == "http://":
        yield Finding("receipts are only posted to https addresses", caret=(0, 7))


_AUTHS = {"v1": ("notifyurlAuthId", "notifyurl"), "v2": ("notifyUrlAuthId", "notifyUrl")}
_CALLBACK_AUTH = ("callbackUrlAuthId", "callbackUrl")


def _auth_alone(request: Place) -> bool:
    """Whether there is an authorization, and no notify URL by its usual name."""
    name, url = _AUTHS.get(request.request.api, _CALLBACK_AUTH)
    return bool(request.get(name)) and not request.get(url)


@rule(
    "notify-auth-alone",
    at="",
    given=_auth_alone,
    severity=Severity.WARNING,
    source="envelope-v1.md §4.8; envelope-v2.md §8",
)
def notify_auth_alone(request: Place) -> Iterator[Finding]:
    """
    An authorization for a notify URL that the request does not have.

    The id alone does nothing: receipts go where the service's own settings say.

    ```yaml bad
    notifyurlAuthId: AUTH0001
    ```

    ```yaml good
    notifyurlAuthId: AUTH0001
    notifyurl: https://hooks.example.com/sms
    ```
    """
    if _auth_alone(request):
        name, url = _AUTHS.get(request.request.api, _CALLBACK_AUTH)
        near = (key for key in request.value if isinstance(key, str) and key.lower() == url.lower())
        if not any(request.get(key) for key in near):  # the URL in another spelling is reported for that
            yield Finding(f"`{name}` without `{url}` has no effect", (name,), on_key=True)


@rule(
    "callback-data-too-long",
    at="callbackData",
    on=("v1/voice", "v1/push", "v1/in-app", "v1/messenger", "v1/whatsapp", "v1/apple-messages"),
    severity=Severity.WARNING,
    source="envelope-v1.md §1, callbackData",
)
def callback_data_too_long(data: Place, *, max_characters: int = 2000) -> Iterator[Finding]:
    """
    `callbackData` is longer than 2000 characters.

    The limit is stated for SMS and for API v2; elsewhere nothing says that more is taken. Set
    `max_characters` to what you found to work.

    ```yaml bad
    # options: {max_characters: 40}
    batch=42;tenant=demo;campaign=summer;segment=b
    ```

    ```yaml good
    batch=42
    ```
    """
    text = data.value
    if isinstance(text, str) and len(text) > max_characters:
        yield Finding(f"{len(text)} characters; where a limit is stated it is {max_characters}")
