"""Random histories of the ledger beside its model, and planted faults that the model must find."""

import pytest

from tests.fire import playing
from tests.fire.faults import FAULTS
from tests.fire.mutants import hunt
from tests.fire.stage import playing_at

HISTORIES, STEPS = 30, 40  # `make mutants` plays 2,000 of 60
PLANTED = {
    "cap-looked-at-not-counted",
    "sums-moved-twice",
    "spending-on-credit",
    "piece-kept-when-it-runs-out",
}


@pytest.fixture
def stage(app, database_url):
    with playing_at(app, database_url) as raised:
        yield raised


def test_whatever_befalls_them_the_books_are_the_fold_of_what_happened(stage):
    playing.play(stage, examples=HISTORIES, steps=STEPS, shrink=True)


def test_planted_faults_are_found(stage):
    assert len(FAULTS) == 13
    for fault in FAULTS:
        if fault.name in PLANTED:
            assert hunt(stage, fault, examples=200, steps=STEPS, seed=1), f"{fault.name} goes unseen"
