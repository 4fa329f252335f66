"""Which settings hold for an open file, read anew when a configuration file is another one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from msglint import config
from msglint.errors import MsglintError
from msglint.settings import DEFAULTS, Settings
from msglint.walk import nearest_config

_Stamp = tuple[int, int] | None


@dataclass(slots=True)
class Configuration:
    """The configuration files seen so far, as `msglint check` finds them: from a file's folder upward."""

    _stamps: dict[str, _Stamp] = field(default_factory=dict)
    _usable: dict[str, config.Layer] = field(default_factory=dict)

    def forget(self) -> None:
        """Has every configuration file looked for and read anew."""
        nearest_config.cache_clear()
        config.load.cache_clear()

    def settings(self, path: str) -> tuple[Settings, bool, str | None]:
        """What holds for a file, whether it is passed over, and what is wrong with its configuration.

        One that cannot be used leaves what held before it was broken.
        """
        file = nearest_config(os.path.dirname(path))
        if file is None:
            return DEFAULTS, False, None
        stamp = _stamp(file)
        if self._stamps.get(file, stamp) != stamp:
            self.forget()
        self._stamps[file] = stamp
        complaint = None
        try:
            self._usable[file] = config.load(file)
        except MsglintError as error:
            complaint = str(error)
        layer = self._usable.get(file)
        if layer is None:
            return DEFAULTS, False, complaint
        return config.settings(layer, path), config.excludes(layer, path), complaint


def _stamp(file: str) -> _Stamp:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
