"""The shipped library and bank in the test's own database, and a server in front of them."""

import os
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import and_, func, select, update
from werkzeug.serving import make_server

from quizapp.app import create_app
from quizapp.bank import operations as bank
from quizapp.bank.files import folder as bank_files
from quizapp.bank.models import Question, QuestionVersion
from quizapp.config import current
from quizapp.db import db
from quizapp.people.passwords import hashed
from quizapp.points import operations as points
from quizapp.search import worker as search
from quizapp.study import files as study_files
from quizapp.study import operations as study
from tests.cast import PASSWORD, make_member
from tests.conftest import NOON, settings_for
from tests.journeys.visitor import Visitor

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="session")
def shelves(databases, template, tmp_path_factory):
    """A database and a search index with everything the project ships: made once, copied for each test."""
    name, home = databases.new(like=template), tmp_path_factory.mktemp("shelves")
    app = create_app(settings_for(home, databases.url(name)))
    with app.app_context():
        settings = current()
        points.load_tariff(at=NOON)
        study.load(library=study_files.read(settings.content), take_files=False, at=NOON)
        bank.load(bank=bank_files.read(settings.question_bank), take_files=False, at=NOON)
        search.catch_up(settings.index_folder, at=NOON)
        db.session.remove()
        db.engine.dispose()
    yield name, settings.index_folder
    databases.drop(name)


@pytest.fixture
def database_url(databases, shelves):
    name = databases.lend(shelves[0])
    yield databases.url(name)
    databases.take_back(name)


@pytest.fixture
def stocked(house, shelves):
    """The house, with its library and its bank."""
    shutil.copytree(shelves[1], current().index_folder, dirs_exist_ok=True)
    return house


@pytest.fixture
def sun_wei(stocked):
    """孙伟 of the third branch, who has a password."""
    return make_member("孙伟", "sunwei", stocked.third, hash=hashed(PASSWORD))


@pytest.fixture
def every_kind(stocked):
    """Only one question of each kind and language is asked, so that today's five are one of each kind."""
    current = and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.version)
    kinds = select(func.min(Question.id)).join(QuestionVersion, current)
    one_each = db.session.scalars(kinds.group_by(Question.lang, QuestionVersion.kind)).all()
    db.session.execute(update(Question).where(Question.id.not_in(one_each)).values(asked=False))
    db.session.commit()


@pytest.fixture
def address(app, stocked):
    """Where the application answers during the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """A real browser. Where none is installed the test is skipped for all to see; in CI that is a failure."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI"):
        pytest.fail("no Chromium in CI")
    if found is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, address):
    """Opens windows of a phone, 390 px wide. What goes wrong in one of them fails the test (see Visitor.troubles)."""
    visitors = []

    def open_window(hand=None, **wishes):
        context = chromium.new_context(**PHONE | wishes)
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context, address, hand))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    assert [trouble for visitor in visitors for trouble in visitor.troubles] == []


@pytest.fixture
def visitor(window, sun_wei):
    """孙伟 in front of a phone, not yet signed in."""
    return window()
