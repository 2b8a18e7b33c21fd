"""What is carried on without anybody waiting: rosters that a page took in, and those that nobody finished."""

import logging
from datetime import datetime

from quizapp.config import Secrets
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people.gateways import roster_pages, rosters
from quizapp.people.models import RosterImport
from quizapp.people.operations import draw_words, drop_stale_tree_files
from quizapp.people.operations import rosters as operations
from quizapp.people.store import rosters as store

AT_ONCE = 50  # branches whose names are drawn in one short transaction
_log = logging.getLogger(__name__)


def read_on(*, keys: Secrets) -> int:
    """Read to their ends the rosters that wait for it; gives how many. One that somebody reads just now is left."""
    done = 0
    for import_id in store.waiting_to_be_read():
        its = db.session.get(RosterImport, import_id, populate_existing=True)
        try:
            done += its is not None and roster_pages.go_on(its, keys=keys, most=None)
        except Refused as refusal:
            _log.warning("roster %s: %s", import_id, refusal)
    return done


def forget(*, at: datetime) -> None:
    """Give up the rosters and files of organisations nobody finished in days, and delete what nobody needs any more."""
    for organisation_id in operations.drop_stale(at=at):
        rosters.forget(organisation_id)
    drop_stale_tree_files(at=at)


def keep_words() -> int:
    """Draw the parts of every name that is due; gives in how many branches."""
    drawn = some = draw_words(branches=AT_ONCE)
    while some == AT_ONCE:
        some = draw_words(branches=AT_ONCE)
        drawn += some
    return drawn
