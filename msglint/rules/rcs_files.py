"""RCS: addresses and sizes of media and thumbnails."""

from __future__ import annotations

from collections.abc import Iterator

from msglint.diagnostics import Change, Finding, Fix, Severity
from msglint.request import Place
from msglint.rule import rule
from msglint.rules.rcs_parts import File, cards, files

_ON = "v2/rcs"

IMAGE_BYTES = 500 * 1024
CARD_BYTES = 250 * 1024
THUMBNAIL_BYTES = 100 * 1024
BEST_THUMBNAIL_BYTES = 50 * 1024


@rule(
    "rcs-media-url-too-long",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §3: 2048 characters (help)",
    given=files,
)
def media_url_too_long(request: Place, *, max_characters: int = 2048) -> Iterator[Finding]:
    r"""
    The address of a file has more than 2048 characters.

    So says the help for media and thumbnails. Signed addresses of cloud stores can be that long.

    ```yaml bad
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media:
          height: SHORT
          url: "https://media.example.com/van.jpg?picture=\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-the-house-with-the-green-door-a-white-van-in-front-of-\
          seen-from-the-street"
    ```

    ```yaml good
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media: {height: SHORT, url: "https://media.example.com/van.jpg"}
    ```
    """
    for file in files(request):
        if len(file.url) > max_characters:
            key = "mediaContentUrl" if file.role == "media" else "url"
            yield Finding(
                f"{len(file.url)} characters; the address of a file may have {max_characters}",
                (*file.path, key),
            )


@rule(
    "rcs-file-size-missing",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §9: fileSize recommended",
    default=False,
)
def file_size_missing(request: Place) -> Iterator[Finding]:
    """
    A file's size is not told.

    The documentation recommends `fileSize`; a card writes `filesize`.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png"}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```
    """
    for file in files(request):
        if "fileSize" not in file.holder and "filesize" not in file.holder:
            name = _name_of_size(file)
            yield Finding(f"no `{name}`, which the documentation recommends", file.path, on_key=True)


@rule(
    "rcs-image-too-large",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §3: image 500 kB or less (help)",
    given=files,
)
def image_too_large(request: Place) -> Iterator[Finding]:
    """
    An image takes more than 500 kB, or a thumbnail more than 100 kB.

    So says the help. Sizes count as bytes; read as KB, as another passage has it, such a file would
    be larger still.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 700000}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```
    """
    for file in files(request):
        size = file.size or 0
        if file.role == "thumbnail" and size > THUMBNAIL_BYTES:
            yield Finding(f"{size} bytes; a thumbnail may have 100 kB", file.size_path)
        elif file.role != "thumbnail" and size > IMAGE_BYTES and file.is_image():
            yield Finding(f"{size} bytes; an image may have 500 kB", file.size_path)


@rule(
    "rcs-card-too-large",
    at="",
    on=_ON,
    severity=Severity.WARNING,
    source="rcs.md §3: card payload 250 kB (help)",
    default=False,
)
def card_too_large(request: Place) -> Iterator[Finding]:
    """
    The files of a card take more than 250 kB together.

    The help allows a card that much with text and media, though an image by itself may have 500 kB
    and videos are rarely smaller.

    ```yaml bad
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media: {url: "https://media.example.com/van.jpg", height: SHORT, filesize: 300000}
    ```

    ```yaml good
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media: {url: "https://media.example.com/van.jpg", height: SHORT, filesize: 48000}
    ```
    """
    parts = files(request)
    for path, _ in cards(request):
        mine = [file for file in parts if file.role != "media" and file.path[: len(path)] == path]
        sizes = [file.size or 0 for file in mine]
        if any(file.is_image() and size > IMAGE_BYTES for file, size in zip(mine, sizes, strict=True)):
            continue
        if sum(sizes) > CARD_BYTES:
            yield Finding(f"the files of the card take {sum(sizes)} bytes; a card may have 250 kB", path)


@rule(
    "rcs-thumbnail-heavy",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §3: thumbnail best 50 kB (help)",
    default=False,
)
def thumbnail_heavy(request: Place) -> Iterator[Finding]:
    """
    A thumbnail takes more than 50 kB.

    It is shown while the media loads, so it should be there at once. The help allows 100 kB and
    advises 50.

    ```yaml bad
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media: {url: "https://media.example.com/van.jpg", height: SHORT}
        thumbnail: {url: "https://media.example.com/van-small.jpg", height: SHORT, fileSize: 80000}
    ```

    ```yaml good
    content:
      type: standalone
      richCard:
        title: Your parcel
        orientation: VERTICAL
        thumbnailAlignment: LEFT
        media: {url: "https://media.example.com/van.jpg", height: SHORT}
        thumbnail: {url: "https://media.example.com/van-small.jpg", height: SHORT, fileSize: 9000}
    ```
    """
    for file in files(request):
        size = file.size or 0
        if file.role == "thumbnail" and BEST_THUMBNAIL_BYTES < size <= THUMBNAIL_BYTES:
            yield Finding(f"{size} bytes; the help advises 50 kB for a thumbnail", file.size_path)


@rule(
    "rcs-file-size-in-kilobytes",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §5.3",
    default=False,
)
def file_size_in_kilobytes(request: Place, *, min_bytes: int = 1000) -> Iterator[Finding]:
    """
    A file's size looks like kilobytes.

    The documentation says bytes in one place and KB in another; its samples, such as 120534, can
    only be bytes.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```
    """
    for file in files(request):
        if 0 < (file.size or 0) < min_bytes:
            yield Finding(f"a size of {file.size} is little for a file: it is told in bytes", file.size_path)


@rule(
    "rcs-file-size-misspelt",
    at="",
    on=_ON,
    severity=Severity.INFO,
    source="rcs.md §5.4",
    default=False,
)
def file_size_misspelt(request: Place) -> Iterator[Finding]:
    """
    The size of a file is spelled as in another place.

    The documentation has `filesize` in `richCard.media`, and `fileSize` everywhere else.

    ```yaml bad
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", filesize: 120000}
    ```

    ```yaml fixed
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```

    ```yaml good
    content: {type: media, mediaContentUrl: "https://media.example.com/plan.png", fileSize: 120000}
    ```
    """
    for file in files(request):
        name = _name_of_size(file)
        key = "filesize" if name == "fileSize" else "fileSize"
        if key in file.holder:
            where, fix = (*file.path, key), None
            if name not in file.holder:
                fix = Fix(f"rename it to `{name}`", (Change("rename", where, name),), "unsafe")
            yield Finding(f"here the documentation has `{name}`", where, fix=fix, on_key=True)


def _name_of_size(file: File) -> str:
    """How the documentation spells the size at a place."""
    return "filesize" if file.path[1:] == ("richCard", "media") else "fileSize"
