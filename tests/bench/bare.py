"""The bare ceilings: a template page of a given size, and one ORM select with one insert, in as little Flask as there is.

`python -m tests.bench.bare PORT HOW` serves them by the same server as ours, run as HOW says: `quizapp.serving.how` in JSON.
Nothing of ours is imported here, for that would run in the processes that answer.
"""

import json
import os
import sys

from flask import Flask, render_template, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import ForeignKey, String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PAGE = """<!doctype html><html><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for row in rows %}<section><h2>{{ row.name }}</h2><p>{{ row.text }}</p></section>
{% endfor %}</body></html>"""
FRAME_BYTES = 104  # the page without rows
ROW_BYTES = 100
TAGS_BYTES = 36  # of a row: what is neither its name nor its text


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


class Fact(Base):
    __tablename__ = "facts"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(String(80))


def engine_for(url: str):
    """SQLite with our own settings: WAL, FULL, BEGIN IMMEDIATE."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def greet(connection, record):
        connection.isolation_level = None
        for pragma in (
            "busy_timeout = 10000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def prepare(url: str, people: int) -> None:
    """Make the tables, and so many people with the ids from 1."""
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Person(name=f"person {number}") for number in range(people))
        session.commit()
    engine.dispose()


def rows_of(size: int) -> list[dict[str, str]]:
    """As many rows as a page of `size` bytes holds; the last one takes what is left over."""
    whole, rest = divmod(max(size - FRAME_BYTES, ROW_BYTES), ROW_BYTES)
    widths = [ROW_BYTES] * (whole - 1) + [ROW_BYTES + rest]
    return [
        {"name": f"Row {number:04}", "text": "x" * (width - TAGS_BYTES - len("Row 0000"))}
        for number, width in enumerate(widths)
    ]


def app() -> Flask:
    made, engine = Flask("bare"), engine_for(os.environ["BARE_DATABASE"])
    template = made.jinja_env.from_string(PAGE)

    @made.get("/page/<int:size>")
    def page(size):
        return render_template(template, title="A bare page", rows=rows_of(size))

    @made.post("/fact/<int:person_id>")
    def fact(person_id):
        with Session(engine) as session:
            person = session.scalars(select(Person).where(Person.id == person_id)).one()
            session.add(Fact(person_id=person.id, text=request.form.get("text", "")[:80]))
            session.commit()
        return "", 204

    return made


def main(port: str, how: str) -> None:
    prepare(os.environ["BARE_DATABASE"], people=600)
    options = json.loads(how)
    enums = {"interface": Interfaces(options["interface"]), "log_level": LogLevels(options["log_level"])}
    Granian("tests.bench.bare:app", address="127.0.0.1", port=int(port), **options | enums).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
