"""The bare ceilings: a template page of a given size, and one ORM select with one insert, in as little Flask as there is."""

import os

from flask import Flask, render_template, request
from sqlalchemy import ForeignKey, String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PAGE = """<!doctype html><html><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for row in rows %}<section><h2>{{ row.name }}</h2><p>{{ row.text }}</p></section>
{% endfor %}</body></html>"""
ROW_BYTES = 100


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
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Person(name=f"person {number}") for number in range(people))
        session.commit()
    engine.dispose()


def app() -> Flask:
    made, engine = Flask("bare"), engine_for(os.environ["BARE_DATABASE"])
    template = made.jinja_env.from_string(PAGE)

    @made.get("/page/<int:size>")
    def page(size):
        rows = [
            {"name": f"Row {number}", "text": "x" * (ROW_BYTES - 45)} for number in range(size // ROW_BYTES)
        ]
        return render_template(template, title="A bare page", rows=rows)

    @made.post("/fact/<int:person_id>")
    def fact(person_id):
        with Session(engine) as session:
            person = session.scalars(select(Person).where(Person.id == person_id)).one()
            session.add(Fact(person_id=person.id, text=request.form.get("text", "")[:80]))
            session.commit()
        return "", 204

    return made
