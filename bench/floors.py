"""What no tool can do without: starting an interpreter, reading the files, taking them apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.corpus import Corpus
from bench.ours import MOST
from bench.tool import PEERS, Tool
from msglint.source import Source
from msglint.stream import documents

_EACH = """
import os
folders = ["."]
while folders:
    for entry in os.scandir(folders.pop()):
        if entry.is_dir():
            folders.append(entry.path)
        elif entry.name.endswith({suffix!r}):
            file = os.open(entry.path, os.O_RDONLY)
            data = os.read(file, 1 << 20)
            os.close(file)
            {use}
"""
"""Reads every file below a folder."""

_READ = _EACH.format(suffix=".yaml", use="pass")
_PARSE = "from _ruamel_yaml import CParser" + _EACH.format(suffix=".yaml", use="CParser(data).raw_parse()")
_JSON = "from orjson import loads" + _EACH.format(suffix=".json", use="loads(data)")


def floors() -> list[Tool]:
    """The start of an interpreter; that with reading every file; and with a bare parser in C on each."""
    python, other = sys.executable, _with_orjson()
    return [
        Tool("python -c pass", lambda corpus, api: [python, "-c", "pass"], most=MOST),
        Tool("read the files", lambda corpus, api: [python, "-c", _READ], most=MOST),
        Tool("libyaml, raw parse", lambda corpus, api: [python, "-c", _PARSE], most=MOST),
        Tool("orjson, as JSON", lambda corpus, api: [other, "-c", _JSON], most=MOST, twin=as_json),
    ]


def as_json(corpus: Corpus) -> Path:
    """The folder of a corpus written as JSON; made only when it is not there yet."""
    folder = corpus.folder.with_name(f"{corpus.folder.name}-json")
    for name in () if folder.is_dir() else corpus.files:
        file = (folder / name).with_suffix(".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        for document in documents(Source.read(str(corpus.folder / name))):
            file.write_text(json.dumps(document.value, indent=2, ensure_ascii=False), encoding="utf-8")
    return folder


def _with_orjson() -> str:
    """An interpreter that has orjson."""
    folder = PEERS / "orjson"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"installing orjson into {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "orjson"], check=True)
    return str(python)
