"""Routes with a hole each, and one without: what the matrix and its neighbours have to tell apart."""

from flask import Flask, abort, redirect, request, url_for
from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import atomic, db
from quizapp.people import queries
from quizapp.people.models import Member, Organisation
from quizapp.people.roles import Permission
from quizapp.quizzes.models import Attempt
from quizapp.study.models import Article
from quizapp.web.guards import anyone, arrived, me, me_or_none, requires
from quizapp.web.headers import csrf
from tests.security.rules.saying import DONE, HIDDEN, SHOWN, Rule, act, managed, own, page

ANY_ATTEMPT = dict.fromkeys(("begun", "graded", "late", "abandoned"), SHOWN)


ANY_PLACE = {"open": SHOWN, "empty": SHOWN}
ANYONE = {"invited": SHOWN, "registered": SHOWN, "suspended": SHOWN, "left": SHOWN}
TOUCHED = dict.fromkeys(ANYONE, DONE)
# How each route should behave; every one but the honest does not.
RULES: dict[str, Rule] = {
    "honest": managed("member", "POST", TOUCHED, writes={"members"}),
    "own_unasked": own("attempt", "GET", ANY_ATTEMPT),
    "wrong_permission": page(permission=Permission.MANAGE_PEOPLE),
    "writing_link": page(),
    "tells_it_is_there": managed("member", "GET", ANYONE),
    "denies_and_writes": managed("member", "POST", TOUCHED, writes={"members", "audit_rows"}),
    "foreign_names": page(),
    "unguarded_method": act(writes={"members"}),
    "no_token": act(writes={"members"}),
    "serves_the_suspended": page(),
    "any_state": page(takes="article", says={"open": SHOWN, **HIDDEN}),
    "half_a_path": managed("organisation", "GET", ANY_PLACE),
}


def touch(member_id: int) -> None:
    with atomic():
        db.session.execute(update(Member).where(Member.id == member_id).values(theme="dark"))


def home_of(member_id: int) -> str:
    """The path of a member's branch; NoResultFound when there is no such member."""
    return queries.organisation(queries.member(member_id).branch_id).path


def honest(member_id):
    if not me().may(Permission.MANAGE_PEOPLE, home_of(member_id)):
        abort(404)
    touch(member_id)
    return redirect(url_for("site.today"), code=303)


def own_unasked(handle):
    return str(db.session.execute(select(Attempt.score).where(Attempt.handle == handle)).scalar_one())


def wrong_permission():
    return "people"


def writing_link():
    touch(me().id)
    return "seen"


def tells_it_is_there(member_id):
    if not me().may(Permission.MANAGE_PEOPLE, home_of(member_id)):
        abort(403)
    return "a member"


def denies_and_writes(member_id):
    at_home = queries.member(member_id).branch_id
    by, what = me().id, f"member:{member_id}"
    record(actor_id=by, organisation_id=at_home, verb="look", subject=what, changes={}, at=arrived())
    return honest(member_id)


def foreign_names():
    return ", ".join(db.session.scalars(select(Member.name)))


def unguarded_method():
    if request.method == "GET":
        return "the form, for everyone"
    return guarded_part()


@requires(Permission.STUDY)
def guarded_part():
    touch(me().id)
    return redirect(url_for("site.today"), code=303)


@csrf.exempt
@requires(Permission.STUDY)
def no_token():
    touch(me().id)
    return redirect(url_for("site.today"), code=303)


def serves_the_suspended():
    return "welcome" if me_or_none() else redirect(url_for("accounts.sign_in"), code=303)


def any_state(article_key):
    return db.session.execute(select(Article.module_key).where(Article.key == article_key)).scalar_one()


def half_a_path(organisation_id):
    path = queries.organisation(organisation_id).path
    tops = [grant.path.rstrip("/") for grant in me().grants if grant.role == "administrator"]
    return (
        db.session.get_one(Organisation, organisation_id).name if path.startswith(tuple(tops)) else abort(404)
    )


def add_to(app: Flask) -> None:
    """Add every canary route to an application that has answered nothing yet."""
    study, manage = requires(Permission.STUDY), requires(Permission.MANAGE_PEOPLE)
    app.post("/canary/honest/<int:member_id>")(manage(honest))
    app.get("/canary/own-unasked/<handle>")(study(own_unasked))
    app.get("/canary/wrong-permission")(study(wrong_permission))
    app.get("/canary/writing-link")(study(writing_link))
    app.get("/canary/tells/<int:member_id>")(manage(tells_it_is_there))
    app.post("/canary/denies/<int:member_id>")(manage(denies_and_writes))
    app.get("/canary/foreign-names")(study(foreign_names))
    app.route("/canary/unguarded-method", methods=["GET", "POST"])(anyone(unguarded_method))
    app.post("/canary/no-token")(no_token)
    app.get("/canary/serves-the-suspended")(anyone(serves_the_suspended))
    app.get("/canary/any-state/<article_key>")(study(any_state))
    app.get("/canary/half-a-path/<int:organisation_id>")(manage(half_a_path))
