"""The two cities: built by the command itself in homes of their own, and who looks at them."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import func, insert, select

from quizapp import config
from quizapp.app import instance
from quizapp.db import atomic, db
from quizapp.demo import sign_ins
from quizapp.demo.queries import database_bytes
from quizapp.kernel import tokens
from quizapp.people.models import Member, Organisation, SignIn
from quizapp.points.models import Entry
from tests.bench import servers, stage
from tests.bench.city import databases
from tests.bench.stage import Visitor


@dataclass(frozen=True, slots=True)
class Built:
    """A city: its home, what it holds, and how long its building took (0: it stood there before)."""

    home: Path
    members: int
    branches: int
    entries: int
    bytes: int
    took_s: float


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation of the city on each level, and the member in the middle of the list with their name."""

    top: int
    district: int
    street: int
    branch: int
    branch_code: str
    middle: int
    name: str


def build(home: Path, members: int, branches: int, server: str | None = None) -> Built:
    """Build a city by `quizapp demo-city`, or take the one that stands in the home already. `server`: of PostgreSQL."""
    began, ready = time.monotonic(), (home / sign_ins.FILE).exists()
    if not ready:
        click.echo(f"Building a city of {members:,} members in {branches:,} branches ...")
        if server:
            databases.make(home, server)
        command = [sys.executable, "-m", "quizapp", "demo-city", "--members", str(members)]
        subprocess.run(
            [*command, "--branches", str(branches)],
            env=servers.environ_of(home),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        databases.settle(home)
    took_s = 0.0 if ready else round(time.monotonic() - began, 1)
    with inside(home):
        entries = db.session.scalar(select(func.count()).select_from(Entry)) or 0
        return Built(home, members, branches, entries, database_bytes(), took_s)


@contextmanager
def inside(home: Path) -> Iterator[Flask]:
    with instance(config.load(servers.environ_of(home))) as app:
        yield app


def let_in(app: Flask, home: Path, at: datetime) -> Mapping[str, Visitor]:
    """Every known member of the city with a browser that is signed in, by sign-in name."""
    names = [row["name"] for row in json.loads((home / sign_ins.FILE).read_text("utf8"))]
    rows = db.session.execute(
        select(Member.id, Member.branch_id, Member.sign_in_name).where(Member.sign_in_name.in_(names))
    ).all()
    held = {row.sign_in_name: tokens.sign_in_token() for row in rows}
    with atomic():
        signed_in = [stage.sign_in(row.id, held[row.sign_in_name], at) for row in rows]
        db.session.execute(insert(SignIn), signed_in)
    return {
        row.sign_in_name: stage.visitor(
            app, {"id": row.id, "branch_id": row.branch_id}, held[row.sign_in_name]
        )
        for row in rows
    }


def place_of(known: Visitor) -> Place:
    """The way down to the branch of the known members."""
    branch = db.session.get_one(Organisation, known.branch_id)
    top, district, street, own = (int(part) for part in branch.path.rstrip("/").split("/"))
    middle = (db.session.scalar(select(func.max(Member.id))) or 0) // 2
    name = db.session.get_one(Member, middle).name
    return Place(top, district, street, own, branch.code, middle, name)
