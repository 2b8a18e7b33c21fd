"""What a command takes: started as anyone would start it, and weighed by the kernel when it ends."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import click


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds that passed, seconds of the processor, megabytes at most."""

    took_s: float
    cpu_s: float
    peak_mb: int = 0


def run_in(
    environ: Mapping[str, str], *words: str, stderr: int | IO[str] = subprocess.DEVNULL
) -> tuple[str, Spent]:
    """What a Python command prints, and what it took. ClickException when it does not end well."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words], env=environ, stdout=subprocess.PIPE, stderr=stderr, text=True
    )
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise click.ClickException(f"{' '.join(words)} ended with {child.returncode}: {said}")
    took_s = time.perf_counter() - begun
    return said, Spent(took_s, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
