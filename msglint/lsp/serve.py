"""Speaks the protocol on stdin and stdout, which then hold nothing else."""

from __future__ import annotations

import logging
import os
import signal
import sys

from msglint.lsp.features import server


def serve(debug: bool = False) -> None:
    """Serves an editor until it ends it. With `debug` the library's own log goes to stderr."""
    logger = logging.getLogger("pygls")
    if not debug:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # else it would wait for one more message first
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print would break the protocol
    made = server()
    made.idle.take_over()
    made.start_io(stdout=protocol)
