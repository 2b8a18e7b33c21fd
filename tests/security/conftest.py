"""The stage, raised once for all tests here, and applications on copies of it."""

from dataclasses import replace

import pytest

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.kernel import clock
from quizapp.search.worker import rebuild
from quizapp.study.queries import documents
from tests.conftest import NOON, settings_for
from tests.security import canaries
from tests.security.browsing import Browser
from tests.security.building import build
from tests.security.forging import Forger
from tests.security.matrix import Matrix
from tests.security.planting import Planter
from tests.security.rules import RULES
from tests.security.snapshots import snapshot

# The foreign tree, the other county, and the branch next door, each with the letters its marks begin with.
PLANTED_AT = {"QZXJ": "abroad", "QZWK": "west", "QZEJ": "east-2"}


@pytest.fixture(scope="session")
def raised(databases, template, tmp_path_factory):
    """The stage, the name of the database that holds it, and the instance's folder."""
    folder, name = tmp_path_factory.mktemp("stage"), databases.new(like=template)
    app = create_app(settings_for(folder / "home", databases.url(name)))
    with clock.running_on(lambda: NOON), app.app_context():
        stage = build(folder)
        rebuild(config.current().index_folder, documents())
        let_go()
    yield stage, name, folder / "home"
    databases.drop(name)


def let_go():
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def stage(raised):
    return raised[0]


@pytest.fixture(scope="module")
def copied(databases, raised):
    """The name of a copy of the stage's database, and the settings of an instance on it."""
    _, like, home = raised
    name = databases.new(like=like)
    yield name, settings_for(home, databases.url(name))
    databases.drop(name)


@pytest.fixture(scope="module")
def made(copied):
    """An application on the copy."""
    app = create_app(copied[1])
    yield app
    with app.app_context():
        let_go()


@pytest.fixture(scope="module")
def taken(databases, copied, made):
    with snapshot(made, databases, copied[0]) as snap:
        yield snap


@pytest.fixture(scope="module")
def matrix(stage, made, taken):
    return Matrix(Browser(made), stage, taken, RULES)


@pytest.fixture(scope="module")
def leaky(databases, stage, copied, made, taken):
    """The matrix of an application with the canary routes."""
    canaries.add_to(made)
    return Matrix(Browser(made), stage, taken, canaries.RULES)


@pytest.fixture(scope="module")
def forger(databases, stage, copied):
    """Forges requests to an application that speaks https, as in production."""
    app = create_app(replace(copied[1], plain_http=False))
    canaries.add_to(app)
    with snapshot(app, databases, copied[0]) as snap:
        yield Forger(Browser(app), stage, snap)
    with app.app_context():
        let_go()


@pytest.fixture(scope="module")
def planted(stage, made):
    """What every mark names, once they are planted in the application's database."""
    with made.app_context():
        marks = {}
        for letters, place in PLANTED_AT.items():
            marks |= Planter(letters, stage.places[place]).plant()
        let_go()
    return marks
