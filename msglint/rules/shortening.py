"""Link shortening: templates that it does not reach, clicks that nobody hears of, links without a way back."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Finding, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.fields import texts
from msglint.rules.values import is_true

_THERE = ("v1/sms", "v1/in-app", "v1/messenger", "v1/whatsapp", "v2/sms", "v2/rcs", "v2/email", "v2/mms")
"""The channels with link shortening (envelope-v1.md §7)."""


@rule(
    "link-shortening-of-template",
    at="",
    on=("v1/whatsapp", "v2/email"),
    needs="options/shortenLinks",
    severity=Severity.WARNING,
    source="envelope-v1.md §7; email.md §7",
)
def link_shortening_of_template(request: Place) -> Iterator[Finding]:
    """
    Link shortening for a template of e-mail or WhatsApp.

    Links in templates of these two channels stay long: the shortener does not work on them.

    ```yaml bad
    message: {template: "1000200030004000", parameters: {}}
    channels: {OTT-Messaging: {wa: {identity_key_hash: c2FtcGxl}}}
    options: {shortenLinks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    options: {shortenLinks: false, domain: "https://go.example.com"}
    ```
    """
    if is_true(request.get("options", "shortenLinks")) and (
        request.get("template", "id") or (request.get("message", "template") and not any(texts(request)))
    ):
        yield Finding("links in a template are not shortened on this channel", ("options", "shortenLinks"))


@rule(
    "click-tracking-unreported",
    at="",
    on=_THERE,
    needs="options/trackClicks",
    severity=Severity.INFO,
    source="whatsapp.md §7: trackClicks without notifyurl",
    default=False,
)
def click_tracking_unreported(request: Place) -> Iterator[Finding]:
    """
    Clicks are tracked, and the request has no notify URL.

    The receipts of clicks go to the address set up for the service. If there is none, nobody
    hears of the clicks.

    ```yaml bad
    channels: {OTT-Messaging: {wa: {type: text, text: {body: "See https://www.example.com/42"}}}}
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["15555550101"]}]
    options: {trackClicks: true, shortenLinks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    channels: {OTT-Messaging: {wa: {type: text, text: {body: "See https://www.example.com/42"}}}}
    deliverychannel: whatsapp
    appid: a_100000000000000001
    destination: [{waid: ["15555550101"]}]
    options: {trackClicks: true, shortenLinks: true, domain: "https://go.example.com"}
    notifyurl: https://hooks.example.com/wa
    ```
    """
    notify = "notifyurl" if request.request.api == "v1" else "notifyUrl"
    own = request.request.channel in ("email", "mms")
    tracks = is_true(request.get("options", "trackClicks"))
    if tracks and not request.get(notify) and (own or is_true(request.get("options", "shortenLinks"))):
        message = f"without `{notify}` the clicks go to the address set up for the service, if any"
        yield Finding(message, ("options", "trackClicks"))


@rule(
    "short-link-without-fallback",
    at="",
    on=_THERE,
    needs="options/shortenLinks",
    severity=Severity.INFO,
    source="whatsapp.md §7; envelope-v2.md §2, allowFallbackURL",
    default=False,
)
def short_link_without_fallback(request: Place) -> Iterator[Finding]:
    """
    `shortenLinks` is on, and `allowFallbackURL` is not.

    When the shortener fails, the long link is sent only with `allowFallbackURL`.

    ```yaml bad
    deliverychannel: sms
    destination: [{msisdn: ["+447700900101"]}]
    channels: {sms: {senderid: HARBOUR, text: "The tides: https://harbour.example.com/tides"}}
    options: {shortenLinks: true, domain: "https://go.example.com"}
    ```

    ```yaml good
    deliverychannel: sms
    destination: [{msisdn: ["+447700900101"]}]
    channels: {sms: {senderid: HARBOUR, text: "The tides: https://harbour.example.com/tides"}}
    options: {shortenLinks: true, domain: "https://go.example.com", allowFallbackURL: true}
    ```
    """
    switches = request.get("options")
    if not isinstance(switches, dict) or is_true(switches.get("allowFallbackURL")):
        return
    if is_true(switches.get("shortenLinks")) and any("https://" in each.value for each in texts(request)):
        message = "when the shortener fails, there is no long link to fall back on"
        yield Finding(message, ("options", "shortenLinks"))
