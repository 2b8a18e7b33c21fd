"""Running the server and the worker: ports looked at first, children ended with their parent."""

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from quizapp.app import create_app
from quizapp.config import BadSettings, Settings
from quizapp.db import db
from quizapp.kernel import clock
from quizapp.schedule import JOBS, Job, due

log = logging.getLogger("quizapp.work")
TARGET = "quizapp.wsgi:from_environment"
THREADS = 4
LOOK_EVERY_S = 0.5  # whether a job is due
GRACE_S = 10  # how long a server process may finish what it is doing


def insist_on_port(host: str, port: int) -> None:
    """BadSettings when nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"Port {port} on {host} is not free ({error.strerror}). Choose another, for example --port {port + 1}."
            ) from error


def serve(settings: Settings, *, host: str, port: int, with_work: bool) -> None:
    """Serve until told to stop; the worker runs beside, and ends with the server."""
    _take_ctrl_c_alone()
    with _worker() if with_work else _nothing():
        Granian(TARGET, address=host, port=port, **how(settings)).serve()


def how(settings: Settings) -> dict[str, Any]:
    """The way the server runs, whatever it serves and wherever it listens; every value is a plain one."""
    return {
        "interface": Interfaces.WSGI,
        "factory": True,
        "workers": settings.workers,
        "blocking_threads": THREADS,
        "respawn_failed_workers": True,
        "workers_kill_timeout": GRACE_S,
        "log_access": False,
        "log_level": LogLevels.warning,
    }


def _take_ctrl_c_alone() -> None:
    """Keep Ctrl-C from the processes begun after this; it ends this one, which then tells them to stop.

    A terminal sends it to all of them at once, and a server process told to stop twice may wait for ever.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def pass_on() -> None:
        signal.sigwait({signal.SIGINT})
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=pass_on, daemon=True).start()


@contextmanager
def _worker() -> Iterator[None]:
    child = subprocess.Popen([sys.executable, "-m", "quizapp", "work"])
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=10)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def work(settings: Settings, *, once: bool = False) -> None:
    """Carry out the schedule until told to stop; a job that fails is logged and tried again when it is due."""
    app = create_app(settings)
    if once:
        take_turn(app, JOBS, {})
    else:
        keep_at(app, JOBS, until=Event())


def keep_at(app: Flask, jobs: Sequence[Job], *, until: Event) -> None:
    """Carry out jobs whenever they are due, those that stand alone in threads of their own: no other makes them wait."""
    for job in jobs:
        if job.alone:
            Thread(target=_keep_at, args=(app, [job], until), name=job.name, daemon=True).start()
    _keep_at(app, [job for job in jobs if not job.alone], until)


def _keep_at(app: Flask, jobs: Sequence[Job], until: Event) -> None:
    last_run: dict[str, datetime] = {}
    while not until.is_set():
        take_turn(app, jobs, last_run)
        until.wait(LOOK_EVERY_S)


def take_turn(app: Flask, jobs: Sequence[Job], last_run: dict[str, datetime]) -> None:
    """Carry out the jobs that are due, one after the other."""
    for job in due(jobs, last_run, clock.now()):
        # Its own instant: the jobs before may have taken a while, and boards are true as of when they were folded.
        last_run[job.name] = at = clock.now()
        with app.app_context():
            try:
                job.run(at)
            except Exception:  # one job must not stop the others
                db.session.rollback()
                log.exception("job %s failed; it will be tried again in %s s", job.name, job.every_s)
