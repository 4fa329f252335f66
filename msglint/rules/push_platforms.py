"""Push notifications: settings of Android, iOS, and browsers."""

from collections.abc import Iterator
from typing import Any

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.values import as_number, below

_ON = "v1/push"
_IMAGE = "imageurl"


@rule(
    "push-android-sound-ignored",
    at="channels/push/android/extras",
    on=_ON,
    needs="sound",
    severity=Severity.WARNING,
    source="push.md, Lint advice: android.extras.sound",
)
def android_sound_ignored(extras: Place) -> Iterator[Finding]:
    """
    A sound for Android, which has no effect any more.

    The setting is discontinued. On Android the sound belongs to the notification channel of the
    app, which `notificationChannelId` chooses.

    ```yaml bad
    {sound: chime.caf, collapse_key: order5512}
    ```

    ```yaml fixed
    {collapse_key: order5512}
    ```

    ```yaml good
    {notificationChannelId: orders_default}
    ```
    """
    if isinstance(extras.get("sound"), str):
        yield Finding(
            "`sound` is discontinued: Android ignores it",
            ("sound",),
            "the notification channel has the sound; choose it with `notificationChannelId`",
            Fix("remove `sound`", (Change("remove", ("sound",)),), "unsafe"),
            on_key=True,
        )


@rule(
    "push-delay-while-idle-deprecated",
    at="channels/push/android/extras",
    on=_ON,
    needs="delay_while_idle",
    severity=Severity.WARNING,
    source="push.md, Lint advice: delay_while_idle",
)
def delay_while_idle_deprecated(extras: Place) -> Iterator[Finding]:
    """
    The deprecated `delay_while_idle` is set.

    It once made a notification wait until the device was in use. `time_to_live` says how long one
    may wait.

    ```yaml bad
    {delay_while_idle: "true", time_to_live: "5400"}
    ```

    ```yaml fixed
    {time_to_live: "5400"}
    ```

    ```yaml good
    {time_to_live: "5400"}
    ```
    """
    if extras.get("delay_while_idle") in ("true", "false"):
        fix = Fix(
            "remove `delay_while_idle`",
            (Change("remove", ("delay_while_idle",)),),
            "unsafe",
        )
        yield Finding("`delay_while_idle` is deprecated", ("delay_while_idle",), fix=fix, on_key=True)


def odd_tags(push: Place) -> list[tuple[str, str]]:
    """The custom tags, each behind its platform, that are reserved or stand where they have no effect."""
    return push.once(_odd_tags)


def _odd_tags(push: Place) -> list[tuple[str, str]]:
    return [
        (platform, tag)
        for platform in ("android", "ios", "web")
        if isinstance(tags := push.get(platform, "extras", "customtags"), dict)
        for tag, value in tags.items()
        if _is_reserved(tag) or (tag == _IMAGE and platform != "android" and value is not None)
    ]


def _is_reserved(tag: Any) -> bool:
    return isinstance(tag, str) and (tag in ("from", "gcm") or tag.startswith("google"))


@rule(
    "push-image-tag-ignored",
    at="channels/push",
    on=_ON,
    given=odd_tags,
    severity=Severity.WARNING,
    source="push.md, Lint advice: customtags.imageurl",
)
def image_tag_ignored(push: Place) -> Iterator[Finding]:
    """
    The custom tag `imageurl` stands where no picture comes of it.

    It is the picture of Android notifications. On iOS the picture is `extras.attachmenturl`; web
    notifications have none.

    ```yaml bad
    ios: {text: Your parcel is here., extras: {customtags: {imageurl: "https://cdn.example.com/7.jpg"}}}
    ```

    ```yaml good
    ios: {text: Your parcel is here., extras: {attachmenturl: "https://cdn.example.com/7.jpg"}}
    ```
    """
    for platform, tag in odd_tags(push):
        if tag == _IMAGE:
            yield Finding(
                f"`imageurl` makes a picture on Android only, not on {'iOS' if platform == 'ios' else 'the web'}",
                (platform, "extras", "customtags", tag),
                "on iOS the picture is `extras.attachmenturl`" if platform == "ios" else None,
                on_key=True,
            )


@rule(
    "push-custom-tag-reserved",
    at="channels/push",
    on=_ON,
    given=odd_tags,
    severity=Severity.WARNING,
    source="push.md, Lint advice: customtags keys (7884)",
)
def custom_tag_reserved(push: Place) -> Iterator[Finding]:
    """
    A custom tag has a name that Firebase keeps for itself.

    `from`, `gcm`, and all names that begin with `google` are reserved; such a notification fails
    with 7884.

    ```yaml bad
    android: {text: Your parcel is here., extras: {customtags: {from: depot}}}
    ```

    ```yaml good
    android: {text: Your parcel is here., extras: {customtags: {origin: depot}}}
    ```
    """
    for platform, tag in odd_tags(push):
        if tag != _IMAGE:
            yield Finding(
                f"Firebase reserves the name `{tag}`",
                (platform, "extras", "customtags", tag),
                "choose another name; the app must know it too",
                on_key=True,
            )


@rule(
    "push-lifetime-zero",
    at="channels/push",
    on=_ON,
    severity=Severity.INFO,
    source="push.md, Lint advice: time_to_live 0",
    default=False,
)
def lifetime_zero(push: Place) -> Iterator[Finding]:
    """
    A `time_to_live` of 0 loses the notification of a device that is offline.

    It is delivered at once or never. That is right for what is worthless a moment later, such as
    an incoming call.

    ```yaml bad
    android: {text: Your parcel is here., extras: {time_to_live: "0"}}
    ```

    ```yaml good
    android: {text: Your parcel is here., extras: {time_to_live: "3600"}}
    ```
    """
    for path, seconds in _lifetimes(push.value):
        if as_number(seconds) == 0:
            yield Finding("0 seconds: a device that is offline never gets the notification", path)


def _lifetimes(push: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for platform in ("android", "ios", "web"):
        yield from below(push, platform, "extras", "time_to_live")


@rule(
    "push-android-channel-missing",
    at="channels/push",
    on=_ON,
    needs="android/text",
    severity=Severity.INFO,
    source="push.md, Lint advice: notificationChannelId",
    default=False,
)
def android_channel_missing(push: Place) -> Iterator[Finding]:
    """
    An Android notification names no notification channel.

    Android 8.0 and later show nothing without one. The SDK then takes its default channel, which
    the app must have created.

    ```yaml bad
    android: {text: Your parcel leaves the depot.}
    ```

    ```yaml good
    android: {text: Your parcel leaves the depot., extras: {notificationChannelId: orders_default}}
    ```
    """
    match push.get("android"):
        case {"text": str()} as android:
            extras = android.get("extras", {})
            if isinstance(extras, dict) and "notificationChannelId" not in extras:
                yield Finding(
                    "no `notificationChannelId`: the app needs its default channel on Android 8.0 and later",
                    ("android",),
                    on_key=True,
                )


@rule(
    "push-ios-collapse-key",
    at="channels/push",
    on=_ON,
    needs="ios/extras/collapse_key",
    severity=Severity.INFO,
    source="push.md, Lint advice: ios.extras.collapse_key",
    default=False,
)
def ios_collapse_key(push: Place) -> Iterator[Finding]:
    """
    A `collapse_key` on iOS, where it works only with Firebase as the provider.

    With Apple's own push service all notifications are shown.

    ```yaml bad
    ios: {text: Your parcel is here., extras: {collapse_key: order5512}}
    ```

    ```yaml good
    ios: {text: Your parcel is here., extras: {}}
    ```
    """
    if push.get("ios", "extras", "collapse_key"):
        yield Finding(
            "on iOS `collapse_key` works only when Firebase delivers",
            ("ios", "extras", "collapse_key"),
            on_key=True,
        )
