"""Makes message files as people write them, the same ones every time.

`messages/<api>/<kind>.txt` are messages with blanks to fill: `@word@` stands for something
made up, and what stands between `#[ 2-6` and `#]` is repeated that many times.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE / ".work"
MESSAGES = HERE / "messages"

NOW = "2026-12-01T09:00:00Z"
"""The clock of the corpora: their dates are good on this day."""

APIS = ("v1", "v2", "sms-v1", "voice-messages-v1", "voice-calls-v1")
SHARES = {"v1": 9, "v2": 6, "sms-v1": 3, "voice-messages-v1": 1, "voice-calls-v1": 1}
"""How many of twenty files of a mixed corpus are for each API."""

EVERY_BROKEN = 20
"""One file of so many has a mistake."""

_SENTENCES = (
    "The late ferry runs tonight and leaves from pier B.",
    "Your parcel comes today between ten and noon.",
    "The pool opens at nine tomorrow and closes at six.",
    "Please bring your season ticket and a coin for the locker.",
    "The driver rings ten minutes before the van is at your door.",
    "Quay 9 is closed until Friday, please use quay 10.",
    "Your seat is booked and the ticket is at the desk.",
)
_ACCENTED = (
    "Votre colis arrive aujourd'hui entre midi et deux, déjà payé.",
    "Das Schwimmbad öffnet morgen um neun Uhr, bitte früh kommen.",
    "El café está cerrado mañana; ¡hasta el lunes!",
    "Prom do wysp odpływa o ósmej, zapraszamy na pokład.",
    "Hvis du ikke når færgen, så ring til os på pieren.",
    "お荷物は本日お届けします。",
)
_EMOJI = ("🎉", "🚲", "⛴️", "📦", "🙂", "👩‍🚀", "☔")
_NAMES = ("Zoë", "Pat", "José", "Łukasz", "Ngozi", "Renée", "晴子")
_TOPICS = ("ferry", "parcel", "pool", "tram", "harbour", "bakery", "library", "clinic")

_BLANK = re.compile(r"@([A-Za-z]+)@")
_OPENING = re.compile(r"#\[ (\d+)-(\d+)$")


@dataclass(frozen=True)
class Corpus:
    """A folder of message files, their names, and those of the broken ones among them."""

    folder: Path
    files: tuple[str, ...]
    broken: frozenset[str]

    @property
    def size(self) -> int:
        """How many files it has."""
        return len(self.files)

    @property
    def target(self) -> str:
        """What a tool is called on: the file, or the folder when there are several."""
        return self.files[0] if self.size == 1 else "."


class _Filler:
    """Fills the blanks of one message."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.topic = chance.choice(_TOPICS)
        self.numbers: set[str] = set()

    def message(self, template: str, times: int | None = None) -> str:
        """The message; each repeated part `times` times, or as often as chance has it."""
        lines: list[str] = []
        source = iter(template.splitlines())
        for line in source:
            opening = _OPENING.match(line)
            if opening is None:
                lines.append(self._fill(line, 1))
                continue
            part = list(iter(lambda: next(source), "#]"))
            count = times or self.chance.randint(int(opening[1]), int(opening[2]))
            lines += [self._fill(each, index + 1) for index in range(count) for each in part]
        return "\n".join(lines) + "\n"

    def _fill(self, line: str, index: int) -> str:
        return _BLANK.sub(lambda blank: self._word(blank[1], index), line) if "@" in line else line

    def _word(self, name: str, index: int) -> str:
        chance = self.chance
        match name:
            case "i":
                return str(index)
            case "topic":
                return self.topic
            case "Topic":
                return self.topic.capitalize()
            case "digits":
                return f"{chance.randrange(10_000, 100_000)}"
            case "four":
                return f"{chance.randrange(1_000, 10_000)}"
            case "phone":
                return self._number()
            case "uuid":
                return f"5c9a2e71-0f4d-4b8a-8d16-{chance.randrange(16**12):012x}"
        words = {"sentence": _SENTENCES, "accented": _ACCENTED, "emoji": _EMOJI, "name": _NAMES}
        return chance.choice(words[name])

    def _number(self) -> str:
        """A phone number that the message does not have yet."""
        number = f"+4477009{self.chance.randrange(10_000, 100_000)}"
        if number in self.numbers:
            return self._number()
        self.numbers.add(number)
        return number


def _unquoted(text: str) -> str:
    """The first phone number or id without its quotes: YAML reads a number."""
    return re.sub(r'"(\+?[1-9][0-9]{6,})"', r"\1", text, count=1)


def _misspelt(text: str) -> str:
    """The key of the recipients in other letters."""
    return re.sub(r"(?m)^(destination|to|dialedNumber):", lambda key: f"{key[1].title()}:", text, count=1)


def _padded(text: str) -> str:
    """The address for receipts pasted with a blank in front."""
    return re.sub(r"(?m)^((?:notify|callback)[uU]rl): (https://\S+)", r'\1: " \2"', text, count=1)


_MISTAKES = (_unquoted, _misspelt, _padded)


def _broken(text: str, chance: random.Random) -> str:
    """The message with one mistake that its schema tells."""
    for mistake in chance.sample(_MISTAKES, len(_MISTAKES)):
        changed = mistake(text)
        if changed != text:
            return changed
    raise ValueError("no mistake fits this message")


def _templates(api: str) -> list[tuple[str, str]]:
    """Name and text of each kind of message of an API."""
    files = sorted((MESSAGES / api).glob("*.txt"))
    return [(f"{api}/{file.stem}", file.read_text(encoding="utf-8")) for file in files]


def _files(size: int, apis: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
    """Name and text of each file, and whether it is broken."""
    chance = random.Random(f"{apis} {size}")
    templates = {api: _templates(api) for api in apis}
    weights = [SHARES[api] for api in apis]
    for index in range(size):
        (api,) = chance.choices(apis, weights)
        kind, template = chance.choice(templates[api])
        text = _Filler(chance).message(template)
        broken = index % EVERY_BROKEN == EVERY_BROKEN // 2
        yield f"{kind}/{index:05}.yaml", _broken(text, chance) if broken else text, broken


def _fingerprint() -> str:
    """Changes with whatever the files are made from."""
    sources = [Path(__file__), *sorted(MESSAGES.rglob("*.txt"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]


def _write(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _new_folder(name: str) -> tuple[Path, bool]:
    """The folder of a corpus, and whether it still has to be filled."""
    home = WORK / "corpora" / _fingerprint()
    folder = home / name
    if (folder / ".git").is_dir():
        return folder, False
    shutil.rmtree(folder, ignore_errors=True)
    return folder, True


def _finish(folder: Path) -> None:
    """Makes the folder look like the root of a repository, which message files stand in.

    It also keeps tools that heed `.gitignore` from looking above: ours leaves `.work` out.
    """
    _write(folder, ".gitignore", ".env\n*.log\n/build/\n")
    (folder / ".git").mkdir()


def make(name: str, size: int, apis: tuple[str, ...] = APIS) -> Corpus:
    """The corpus of so many files for these APIs; written only when it is not there yet."""
    folder, is_new = _new_folder(f"{name}-{size}")
    files = list(_files(size, apis))
    if is_new:
        for file, text, _ in files:
            _write(folder, file, text)
        _finish(folder)
    broken = frozenset(file for file, _, is_broken in files if is_broken)
    return Corpus(folder, tuple(sorted(file for file, _, _ in files)), broken)


def make_pair(many: int = 1000) -> tuple[Corpus, Corpus]:
    """The same message twice: to one destination and to `many`."""
    (template,) = [text for kind, text in _templates("v2") if kind == "v2/sms"]
    pair = []
    for times in (1, many):
        folder, is_new = _new_folder(f"destinations-{times}")
        if is_new:
            _write(folder, "sms.yaml", _Filler(random.Random(1)).message(template, times))
            _finish(folder)
        pair.append(Corpus(folder, ("sms.yaml",), frozenset()))
    return pair[0], pair[1]
