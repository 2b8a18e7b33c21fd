"""Raising the stage by the product's own operations, in one transaction."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from quizapp.bank import operations as bank
from quizapp.bank.files import folder
from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.inbox import operations as notices
from quizapp.inbox.models import Notice
from quizapp.kernel import tokens
from quizapp.people import codes, passwords, sealing
from quizapp.people import operations as people
from quizapp.people.gateways import roster_pages
from quizapp.people.gateways import rosters as gateway
from quizapp.people.gateways import tree_files as trees
from quizapp.people.models import (
    Bounce,
    GrantRow,
    Headcount,
    HostBranch,
    JoinRequest,
    Member,
    MemberState,
    Organisation,
    PlannedMove,
    SignIn,
    TreeFile,
)
from quizapp.people.operations import rosters
from quizapp.people.operations.invitations import Order
from quizapp.people.operations.joining import Newcomer
from quizapp.people.roles import Role
from quizapp.people.roster_plan import Mode
from quizapp.people.store import parts
from quizapp.points import operations as points
from quizapp.points.changing import Added
from quizapp.points.earning import Code
from quizapp.points.models import Entry, TariffState
from quizapp.points.payee import Payee
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes import queries as attempts
from quizapp.uploads import gateways as uploads
from quizapp.uploads import operations as uploading
from quizapp.uploads.addresses import Address
from tests.cast import PASSWORD, SPRING, make_member
from tests.conftest import NOON
from tests.quizzes.conftest import QUESTIONS, TOPIC
from tests.security.building_ledger import keep_books
from tests.security.rules.saying import ROSTER_HEAD, TREE_HEAD
from tests.security.shelving import Shelves
from tests.security.stage import (
    DOOR,
    HOME,
    INVITED_AT,
    LEVELS,
    OWNED_AT,
    PARENT,
    Actor,
    Stage,
    Standing,
    Thing,
)
from tests.study.library import put, stock, write_article, write_library
from tests.uploads.making import a_picture

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
PLANNED = {"east-1": "west", "east-1-a": "east-2", "east-2": "west", "west-1": "east", "abroad-1": "west"}
DROPPED = "west-1"
# At each place a roster in one state.
ROSTERS = {
    "west": "applied",
    "root": "checked",
    "east": "refused",
    "east-1": "checked",
    "east-1-a": "staging",
    "east-2": "dropped",
    "abroad-1": "checked",
}
# At each place a file of organisations in one state.
TREE_FILES = {
    "root": "sound",
    "east": "applied",
    "east-1": "sound",
    "east-1-a": "refused",
    "west": "refused",
    "abroad-1": "sound",
}
PROPOSED_AT = ("root", "east-1", "east-1-a", "west", "abroad-1")
PHONES = ("13800138001", "13800138002", "13800138003", "13800138004")


def build(home: Path) -> Stage:
    """Everyone and everything, in the database of the application at hand. The clock must stand at NOON."""
    with atomic():
        return _Builder(home).build()


class _Builder:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.stage = Stage(current().secrets.cookie)
        self.hash = passwords.hashed(PASSWORD)  # hashed once: it takes as long as a sign-in

    def build(self) -> Stage:
        self._shelves()
        people.seed_member_types()
        for place, above in PARENT.items():
            self._place(place, above)
        make_member("门口", DOOR, self._branch(HOME), hash=self.hash)
        self._cast()
        self._guests()
        self._invited()
        self._doors()
        self._attempts()
        self._sign_ins()
        self._notices()
        self._pictures()
        self._rewards()
        self._paid_entries()
        self._tariff_proposals()
        self._roles()
        self._rosters()
        self._tree_files()
        self._moves()
        self._shut()
        keep_books(self.stage)
        self._standings()
        return self.stage

    def _thing(self, *parts, **more) -> None:
        self.stage.things.append(Thing(*parts, **more))

    def _shelves(self) -> None:
        """What is everyone's: questions, articles in each state, a module with and one without, three packages."""
        put(self.home / "bank" / "first-aid" / "topic.toml", TOPIC)
        put(self.home / "bank" / "first-aid" / "01-steps.toml", QUESTIONS)
        bank.load(bank=folder.read(self.home / "bank"), take_files=False, at=SPRING)
        content = write_library(self.home / "content", {"open": "字" * 200, "withdrawn": "字" * 200})
        write_article(content, "for-others", "字" * 200, number=3, more='member_types = ["applicant"]\n')
        module = (content / "rivers" / "module.toml").read_text("utf8")
        put(content / "seas" / "module.toml", module.replace('key = "rivers"', 'key = "seas"'))
        for month in (10, 11, 12):
            put(content / "packages" / f"2026-{month}.toml", _package(month))
        stock(content)
        (content / "rivers" / "02-withdrawn.zh-Hans.md").unlink()
        stock(content)
        for state in ("open", "for-others", "withdrawn"):
            self._thing("article", state, {"article_key": state})
        for state, key in (("full", "rivers"), ("empty", "seas")):
            self._thing("module", state, {"module_key": key})
        for state, month in (("past", 10), ("running", 11), ("coming", 12)):
            self._thing("package", state, {"package_key": f"2026-{month}"})
        self._thing("file", "kept", {"filename": "css/tokens.css"})

    def _place(self, place: str, above: str | None) -> None:
        parent = self.stage.places[above] if above else None
        made = people.create_organisation(
            code=place, name=f"{place}支部", parent_id=parent, is_branch=True, at=SPRING
        )
        self.stage.places[place] = made.id
        state = "open" if place in (*OWNED_AT, "west", "abroad") else "empty"
        db.session.add(Headcount(branch_id=made.id, from_on=SPRING.date(), heads=7))
        self._thing("organisation", state, {"organisation_id": made.id}, place=place)

    def _branch(self, place: str) -> Organisation:
        return db.session.get_one(Organisation, self.stage.places[place])

    def _cast(self) -> None:
        chief = [(Role.ADMINISTRATOR, "root")]
        self.stage.actors.append(Actor("visitor", Standing.NOBODY))
        for place in OWNED_AT:
            self.stage.owners.add(self._enter(f"owner at {place}", at=place, grants=[(Role.EDITOR, place)]))
        self._enter("member")
        for role in Role:
            for level, place in LEVELS.items() if role is not Role.MEMBER else ():
                self._enter(f"{role} at {level}", grants=[(role, place)])
        self.stage.owners.add(self._enter("suspended administrator", Standing.SUSPENDED, grants=chief))
        self._enter("newcoming administrator", Standing.NEWCOMER, grants=chief)
        self._enter("looking administrator", Standing.LOOKING, grants=chief)
        self.stage.owners.add(self._enter("left administrator", Standing.NOBODY, grants=chief))
        for way in ("signed out", "expired"):
            self._enter(f"{way} administrator", Standing.NOBODY, grants=chief)
        for way in ("former", "coming"):
            self._enter(f"{way} administrator", lapsed=chief)

    def _guests(self) -> None:
        """Floating members, hosted below or above their branch, whose phones bounced; and others whose phones reach them."""
        for number, (home, host) in enumerate((("east-1", "east-1-a"), ("abroad-1", "abroad"))):
            guest = self._with_phone(f"guest-{home}", home, PHONES[2 * number])
            guest.member_type, place = "floating", self.stage.places[host]
            guest.kept_fields = ["name"]
            db.session.add(HostBranch(member_id=guest.id, branch_id=place, from_on=TODAY - DAY))
            db.session.add(Bounce(member_id=guest.id, noted_at=NOON))
            self._thing("guest", "hosted", {"member_id": guest.id}, place=home, form={"branch": host})
            reached = self._with_phone(f"reached-{home}", home, PHONES[2 * number + 1])
            self._thing("reached", "with phone", {"member_id": reached.id}, place=home)

    def _with_phone(self, name: str, home: str, phone: str) -> Member:
        return make_member(name, name, self._branch(home), phone=phone)

    def _enter(self, name: str, standing=Standing.MEMBER, *, at=HOME, grants=(), lapsed=()) -> int:
        """One more actor, a member of the branch at a place, signed in; `lapsed` grants are not in force today."""
        number, token = len(self.stage.actors), tokens.sign_in_token()
        member = make_member(f"演员{number:02}", f"actor{number:02}", self._branch(at), hash=self.hash)
        people.open_sign_in(member_id=member.id, token=token, device="test", forget=[], at=NOON)
        for role, place in (*grants, *lapsed):
            organisation = self.stage.places[place]
            people.grant(member_id=member.id, role=role, organisation_id=organisation, by=None, at=SPRING)
        self.stage.actors.append(Actor(name, standing, tuple(grants), member.id, token, at))
        state = {"suspended": "suspended", "left": "left"}.get(name.split()[0], "registered")
        held_at = tuple(place for _, place in grants)
        self._thing("member", state, {"member_id": member.id}, member.id, at, held_at=held_at)
        return member.id

    def _invited(self) -> None:
        """Those who are expected; the first of them holds a code."""
        for place in INVITED_AT:
            member = make_member(f"待来{place}", f"expected-{place}", self._branch(place))
            self.stage.owners.add(member.id)
            self._thing("member", "invited", {"member_id": member.id}, member.id, place)
        order = Order(self.stage.places[INVITED_AT[0]], "of-the-stage-itself", 30 * DAY)
        key = current().secrets.index
        (slip,) = people.invite(order=order, draw=codes.invitation, index_key=key, by=None, at=NOON)
        self.stage.code = slip.code

    def _doors(self) -> None:
        """At each place a link that is open and one that is closed; through the open one came three people."""
        for number, place in enumerate((*INVITED_AT, "root")):
            for state in ("open", "closed"):
                code = f"{number}{state[0].upper()}".replace("O", "0").ljust(codes.LINK, "Z")
                link_id = people.open_join_link(
                    organisation_id=self.stage.places[place],
                    member_type="applicant",
                    code=code,
                    expires_at=NOON + 30 * DAY,
                    by=None,
                    at=NOON,
                )
                self._thing("link", state, {"link_id": link_id}, place=place)
                self._thing("door", state, {"code": code})
                if state == "open":
                    self._requests(code, place, link_id)
                else:
                    people.close_join_link(link_id=link_id, by=None, at=NOON)

    def _requests(self, code: str, place: str, link_id: int) -> None:
        """Those who came through a link: one waits, one was let in, one was not."""
        chief = self.stage.actor(
            "administrator at foreign" if place == "abroad-1" else "administrator at root"
        )
        decide = {"approved": people.approve_join, "declined": people.decline_join}
        for state in ("waiting", *decide):
            handle = f"{state}-at-{place}-of-the-stage"
            phone = sealing.seal(f"+86139{link_id:04}{len(state):04}", current().secrets.phone)
            told = Newcomer(handle, f"来客{place}", handle, phone, handle, self.hash)
            people.join(code=code, newcomer=told, at=NOON)
            found = select(JoinRequest.id).filter_by(handle=handle)
            request_id = db.session.scalars(found).one()
            if state in decide:
                decide[state](request_id=request_id, by=chief.member_id, at=NOON)
            self._thing("request", state, {"request_id": request_id}, place=place)
            self._thing("asked", state, {"handle": handle})

    def _attempts(self) -> None:
        """Everyone's attempts at four days' quizzes: one finished, one never answered, one left lying, one open today."""
        members = [actor.member_id for actor in self.stage.actors if actor.member_id]
        payees = [self._payee(member_id) for member_id in members]
        for to in payees:
            handle = self._begin(to, NOON - 3 * DAY, answered=1)
            quizzes.finish(to=to, handle=handle, at=NOON - 3 * DAY)
            self._attempt("graded", handle, to, place=0)
            self._attempt("abandoned", self._begin(to, NOON - 2 * DAY, answered=0), to, place=0)
        quizzes.close_late(at=NOON - DAY, limit=len(payees))
        for to in payees:
            self._attempt("late", self._begin(to, NOON - DAY, answered=1), to, place=1)
            self._attempt("begun", self._begin(to, NOON, answered=1), to, place=1)

    def _payee(self, member_id: int) -> Payee:
        member = db.session.get_one(Member, member_id)
        return Payee(member_id, member.branch_id, member.member_type, "Asia/Shanghai")

    def _begin(self, to: Payee, at: datetime, *, answered: int) -> str:
        handle = quizzes.start_daily(to=to, lang="zh-Hans", rng=Random(to.member_id), at=at)
        for place in range(answered):
            form = self._form(to, handle, place)
            quizzes.answer(
                to=to, handle=handle, place=place, sent=lambda name, form=form: form.get(name, []), at=at
            )
        return handle

    def _attempt(self, state: str, handle: str, to: Payee, *, place: int) -> None:
        form = {"n": place + 1, **self._form(to, handle, place)}
        self._thing("attempt", state, {"handle": handle}, to.member_id, form=form)

    def _form(self, to: Payee, handle: str, place: int) -> dict[str, list[str]]:
        """A complete answer to the question at a place (from 0), right or wrong."""
        asked = attempts.run(handle, member_id=to.member_id).paper[place]
        if asked.kind == "fill_in":
            return {f"answer-{handle}": ["三十"] for handle in asked.handles}
        if asked.kind == "ordering":
            return {f"place-{handle}": [str(turn)] for turn, handle in enumerate(asked.handles, 1)}
        return {"answer": asked.handles[:1]}

    def _sign_ins(self) -> None:
        """Everyone's other devices: one still signed in, one no longer."""
        for actor in [actor for actor in self.stage.actors if actor.member_id]:
            for state in ("open", "ended"):
                token = tokens.sign_in_token()
                people.open_sign_in(member_id=actor.member_id, token=token, device=state, forget=[], at=NOON)
                found = db.session.scalars(select(SignIn).filter_by(token_digest=tokens.digest(token))).one()
                if state == "ended":
                    people.end_sign_in(sign_in_id=found.id, member_id=actor.member_id, at=NOON)
                self._thing("sign_in", state, {"sign_in_id": found.id}, actor.member_id)

    def _notices(self) -> None:
        """Everyone's notices: one read, one not."""
        for actor in [actor for actor in self.stage.actors if actor.member_id]:
            for state in ("read", "unread"):
                notices.send(
                    to=select(Member.id).where(Member.id == actor.member_id),
                    template="study_today",
                    key=state,
                    told={"organisation": "支部"},
                    sender_id=None,
                    day=TODAY - DAY,
                    at=NOON - DAY,
                )
                mine = select(Notice.id).filter_by(member_id=actor.member_id, key=state)
                notice_id = db.session.scalars(mine).one()
                if state == "read":
                    notices.read(notice_id=notice_id, member_id=actor.member_id, at=NOON)
                self._thing("notice", state, {"notice_id": notice_id}, actor.member_id)

    def _pictures(self) -> None:
        """One picture, and everyone's own address of it."""
        kept = current()
        upload = uploads.take_in(a_picture(), folder=kept.media_folder, by=None, day=TODAY, at=NOON)
        uploading.attach(upload_id=upload.id, subject="test:1")
        for actor in [actor for actor in self.stage.actors if actor.member_id]:
            address = Address.minted(upload.handle, "small", member_id=actor.member_id, at=NOON)
            self._thing("picture", "shown", {"address": address.text(kept.secrets.cookie)}, actor.member_id)

    def _rewards(self) -> None:
        """Rewards for everyone and at each place, and what was redeemed of them."""
        buyers = {
            place: make_member(f"买家{place}", f"buyer-{place}", self._branch(place)) for place in OWNED_AT
        }
        Shelves(self.stage).fill(buyers)

    def _paid_entries(self) -> None:
        """An entry of everyone's."""
        for actor in [actor for actor in self.stage.actors if actor.member_id]:
            to = self._payee(actor.member_id)
            points.earn(to=to, code=Code.REVIEW, object_key="1", count=1, at=NOON - 3 * DAY)
            mine = select(Entry.id).filter_by(member_id=actor.member_id, code=Code.REVIEW)
            place = next(place for place, one in self.stage.places.items() if one == to.branch_id)
            entry_id = db.session.scalars(mine).one()
            self._thing("paid entry", "paid", {"entry_id": entry_id}, actor.member_id, place)

    def _tariff_proposals(self) -> None:
        """What some places would add to the tariff: proposals that wait, ones that were taken back, and drafts."""
        for place in PROPOSED_AT:
            level = "foreign" if place.startswith("abroad") else "root"
            by = self.stage.actor(f"administrator at {level}").member_id
            for state in ("open", "decided", "draft"):
                made = points.propose_additions(
                    organisation_id=self.stage.places[place],
                    added=[Added(Code.CHECK_IN, 0, 1, 0)],
                    starts_on=TODAY + 9 * DAY,
                    reason="多来参加",
                    ticket=f"{state}-at-{place}-of-the-stage",
                    by=by,
                    at=NOON,
                    state=TariffState.DRAFT if state == "draft" else TariffState.OPEN,
                )
                if state == "decided":
                    points.withdraw_tariff(proposal_id=made, by=by, at=NOON)
                form = {"proposer": by}
                self._thing("tariff proposal", state, {"proposal_id": made}, place=place, form=form)

    def _roles(self) -> None:
        """The owners' roles, each by its holder's address, and by that of another who does not hold it."""
        owners = [self.stage.actor(f"owner at {place}") for place in OWNED_AT]
        held = {
            actor.member_id: db.session.scalars(
                select(GrantRow.id).filter_by(member_id=actor.member_id)
            ).one()
            for actor in owners
        }
        for place, actor, next_one in zip(OWNED_AT, owners, [*owners[1:], owners[0]], strict=True):
            mine, other = held[actor.member_id], held[next_one.member_id]
            for state, grant_id in (("held", mine), ("another's", other)):
                address = {"member_id": actor.member_id, "grant_id": grant_id}
                self._thing("role", state, address, actor.member_id, place)
                seat = {"organisation_id": self.stage.places[place], "grant_id": grant_id}
                self._thing("seat", state, seat, place=place)

    def _rosters(self) -> None:
        """Rosters in every state, near and far. The applied one comes first, or the others would be out of date."""
        for place, state in ROSTERS.items():
            self._thing("roster", state, {"import_id": self._roster(place, state)}, place=place)

    def _roster(self, place: str, state: str) -> int:
        keys, organisation_id = current().secrets, self.stage.places[place]
        at = SPRING if state == "applied" else NOON
        file = self.home / f"{place}.csv"
        put(file, f"{ROSTER_HEAD}\nR-{place},新人,{place},{'?' if state == 'refused' else 'office'}\n")
        about = {"organisation_id": organisation_id, "mode": Mode.UPSERT, "file_name": file.name}
        if state == "staging":
            begun = rosters.begin_roster(**about, digest=place, by=None, at=at, last_row=2).import_id
            sealed = sealing.seal_bytes(file.read_bytes(), keys.phone)
            rosters.keep_file(import_id=begun, parts=[sealed])
            return begun
        import_id = roster_pages.take_in(file, **about, keys=keys, by=None, at=at)
        if state == "applied":
            rosters.apply_roster(import_id=import_id, by=None, at=at)
        if state == "dropped":
            rosters.drop_roster(import_id=import_id)
        gateway.forget(organisation_id)
        return import_id

    def _tree_files(self) -> None:
        """Files of organisations near and far: sound, with a row that is refused, and applied."""
        key = current().secrets.phone
        for place, state in TREE_FILES.items():
            file = put(
                self.home / f"tree-{place}.csv", f"{TREE_HEAD}\n{place},{place}支部,\nT-{place},新的,{{}}\n"
            )
            file.write_text(file.read_text("utf8").format("nowhere" if state == "refused" else place), "utf8")
            about = {"organisation_id": self.stage.places[place], "by": None, "at": NOON}
            file_id = trees.take_in(file, file_name=file.name, key=key, **about)
            kept = db.session.get_one(TreeFile, file_id)
            rows = trees.rows_of(kept, key)
            seen = parts.planned(self._branch(place), rows, at=NOON).digest()
            if state == "applied":
                people.apply_tree_file(file_id=file_id, rows=rows, seen=seen, by=None, at=NOON)
            self._thing("tree file", state, {"file_id": file_id}, place=place, form={"seen": seen})

    def _moves(self) -> None:
        """Planned moves near and far, and one that was dropped already."""
        for place, to in PLANNED.items():
            people.move(
                organisation_id=self.stage.places[place],
                parent_id=self.stage.places[to],
                effective_on=TODAY + 30 * DAY,
                by=None,
                at=NOON,
            )
            move_id = db.session.scalars(
                select(PlannedMove.id).filter_by(organisation_id=self.stage.places[place])
            ).one()
            if place == DROPPED:
                people.cancel_move(move_id=move_id, by=None, at=NOON)
            address = {"organisation_id": self.stage.places[place], "move_id": move_id}
            self._thing("move", "dropped" if place == DROPPED else "planned", address, place=place)

    def _shut(self) -> None:
        """Below each place that is owned, an organisation that is closed."""
        for place in OWNED_AT:
            made = people.create_organisation(
                code=f"shut-{place}",
                name=f"{place}旧支部",
                parent_id=self.stage.places[place],
                is_branch=True,
                at=SPRING,
            )
            people.close(organisation_id=made.id, by=None, at=NOON)
            self._thing("shut", "closed", {"organisation_id": made.id}, place=place)

    def _standings(self) -> None:
        """Last, who has opened Today, and what keeps some out."""
        for name in (f"owner at {place}" for place in OWNED_AT):
            db.session.get_one(Member, self.stage.actor(name).member_id).state = MemberState.ACTIVATED
        self._look(self.stage.actor("looking administrator"), self.stage.actor(f"owner at {HOME}"))
        self._member("suspended").state = MemberState.SUSPENDED
        self._member("newcoming").must_change_password = True
        self._member("left").state = MemberState.LEFT
        people.end_every_sign_in(member_id=self._member("signed out").id, at=NOON)
        expired = update(SignIn).filter_by(member_id=self._member("expired").id)
        db.session.execute(expired.values(expires_at=NOON))
        former = update(GrantRow).filter_by(member_id=self._member("former").id)
        db.session.execute(former.values(ends_on=TODAY - DAY))
        coming = update(GrantRow).filter_by(member_id=self._member("coming").id)
        db.session.execute(coming.values(starts_on=TODAY + DAY))

    def _look(self, viewer: Actor, seen: Actor) -> None:
        (sign_in_id,) = db.session.scalars(
            select(SignIn.id).filter_by(token_digest=tokens.digest(viewer.token))
        )
        people.begin_view(sign_in_id=sign_in_id, member_id=seen.member_id, by=viewer.member_id, at=NOON)
        self.stage.owners.add(viewer.member_id)
        place = self.stage.actors.index(viewer)
        self.stage.actors[place] = replace(viewer, member_id=seen.member_id, grants=seen.grants)

    def _member(self, way: str) -> Member:
        return db.session.get_one(Member, self.stage.actor(f"{way} administrator").member_id)


def _package(month: int) -> str:
    return (
        f'key = "2026-{month}"\ntitle = "{month}月"\nfrom = 2026-{month}-01\ndue = 2026-{month}-28\n'
        'modules = ["rivers"]\narticles = []\nweekly_topics = ["rivers"]\nreflection = "想一想。"\n'
        f'[en]\ntitle = "Month {month}"\nreflection = "Think."\n'
    )
