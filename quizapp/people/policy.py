"""Who may manage whom, grant what and look as whom: asked by pages before the button, and by operations before they write."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict, all_of, unless
from quizapp.people.membership import FLOATING, Step
from quizapp.people.models import INSIDE, WITH_PASSWORD, MemberState
from quizapp.people.moving import Misfit
from quizapp.people.reach import MOST_DEPTH, Holder, Me, Viewer, covers
from quizapp.people.roles import Permission, Role

# What holding a role on a subtree stands for there: nobody gives away what this does not hold.
STANDS_FOR: dict[Role, frozenset[Role]] = {role: frozenset({role}) for role in Role} | {
    Role.ADMINISTRATOR: frozenset(Role)
}
GIVES: dict[Role, frozenset[Role]] = {Role.ADMINISTRATOR: frozenset(Role) - {Role.MEMBER}}


def may_manage(me: Me, path: str) -> Verdict:
    """Whether the organisation at `path`, its settings and its people are in the hands of `me`."""
    reached = me.may(Permission.MANAGE_PEOPLE, path)
    return unless(
        reached, Message("Only an administrator of this organisation, or of one above it, may do this.")
    )


def may_grant(me: Me, role: Role, path: str, ends_on: date | None = None) -> Verdict:
    """Whether `me` may give a role on the organisation at `path`, until a day or (None) without end.

    What is given is never more than what is held: not another role, not another place, not a longer time.
    """
    if role is Role.MEMBER:
        return Verdict(Message("Everyone is a member; this role needs no grant."))
    giving = [grant for grant in me.grants if role in GIVES.get(grant.role, ()) and covers(grant.path, path)]
    if me.suspended or not giving:
        return Verdict(
            Message("Only an administrator of this organisation, or of one above it, may give roles on it.")
        )
    ends = [grant.ends_on for grant in giving if grant.ends_on is not None]
    if len(ends) < len(giving) or (ends_on is not None and ends_on <= max(ends)):
        return ALLOWED
    return Verdict(
        Message("Your own role ends on %(day)s. Choose that day or an earlier one.", day=max(ends))
    )


def may_hold(name: str, state: MemberState) -> Verdict:
    """Whether a member can be given anything at all."""
    return unless(state is not MemberState.LEFT, Message("%(name)s has left.", name=name))


def may_revoke(me: Me, role: Role, path: str, holder_id: int) -> Verdict:
    """Whether `me` may take from a member a role held on the organisation at `path`."""
    own_seat = holder_id == me.id and role is Role.ADMINISTRATOR
    return all_of(
        may_manage(me, path),
        unless(not own_seat, Message("Ask another administrator to take this role from you.")),
    )


def may_move(me: Me, parent_path: str | None) -> Verdict:
    """Whether `me` may take an organisation out from under its present parent; None: it has no parent."""
    if parent_path is None:
        return Verdict(Message("The top of the tree stays where it is."))
    return unless(
        bool(may_manage(me, parent_path)),
        Message("Only an administrator of the organisation above may move this one elsewhere."),
    )


def may_hang(me: Me, path: str, above: str | None, parent_path: str) -> Verdict:
    """Whether `me` may move the organisation at `path` from under `above` to under another."""
    return all_of(may_manage(me, path), may_move(me, above), may_manage(me, parent_path))


def can_hang(against: Misfit | None, parent_name: str) -> Verdict:
    """Whether a part fits under an organisation."""
    return Verdict(
        {
            Misfit.INSIDE: Message("An organisation cannot hang below itself."),
            Misfit.CLOSED: Message("%(name)s is closed.", name=parent_name),
            Misfit.DEEP: Message("A tree has at most %(count)s levels.", count=MOST_DEPTH),
        }[against]
        if against
        else None
    )


def can_plan(name: str, waiting_for: date | None) -> Verdict:
    """Whether a move can be planned: there is one plan at a time, and `waiting_for` is the day of the one that waits."""
    return unless(
        waiting_for is None,
        Message(
            "%(name)s has a move planned for %(day)s. Drop that one first, under Change; then plan another.",
            name=name,
            day=waiting_for,
        ),
    )


CLOSED_ALREADY = Message("It is closed already.")


def may_close(me: Me, path: str, *, members: int, parts: int, closed: bool) -> Verdict:
    """Whether the organisation at `path` can be closed; `members` and `parts` are the people and the open parts in it."""
    return all_of(
        may_manage(me, path),
        unless(not closed, CLOSED_ALREADY),
        unless(
            not (members or parts),
            Message(
                "Move its %(members)s members and %(parts)s open parts elsewhere first.",
                members=members,
                parts=parts,
            ),
        ),
    )


def can_reopen(*, closed: bool, closed_above: str | None) -> Verdict:
    """Whether an organisation can be opened again; `closed_above` is what the one above is called if that is closed."""
    return all_of(
        unless(closed, Message("It is open already.")),
        unless(
            closed_above is None,
            Message("%(name)s above it is closed, too. Open that one first.", name=closed_above),
        ),
    )


def is_open(name: str, closed_on: date | None) -> Verdict:
    """Whether an organisation still takes in people, roles and settings."""
    return unless(closed_on is None, Message("%(name)s is closed.", name=name))


def may_take_in(name: str, closed_on: date | None, *, depth: int) -> Verdict:
    """Whether something new can stand below an organisation, at a depth counted from the root."""
    deep = Message("A tree has at most %(count)s levels.", count=MOST_DEPTH)
    return all_of(is_open(name, closed_on), unless(depth <= MOST_DEPTH, deep))


# From which states each step leads on, and what is said in any other.
STEPS: dict[Step, tuple[frozenset[MemberState], Message]] = {
    Step.SUSPEND: (INSIDE, Message("Only who is in can be suspended.")),
    Step.TAKE_UP: (
        frozenset({MemberState.SUSPENDED}),
        Message("Only who is suspended can be taken up again."),
    ),
    Step.LEAVE: (INSIDE | {MemberState.SUSPENDED}, Message("They have left already.")),
    Step.RETURN: (frozenset({MemberState.LEFT}), Message("Only who has left can return.")),
}


def may_take_step(me: Me, person: Me, state: MemberState, step: Step) -> Verdict:
    """Whether `me` may suspend a member, take them up again, note that they left or that they return."""
    starts, otherwise = STEPS[step]
    return all_of(
        may_manage(me, person.branch_path),
        unless(state in starts, otherwise),
        unless(person.id != me.id, Message("Another administrator has to do this for you.")),
        holds_nothing_beyond(me, person),
    )


def may_offer_new_password(me: Me, person: Me, state: MemberState) -> Verdict:
    """Whether `me` may make a code by which a member who cannot sign in any more sets a new password."""
    return all_of(
        may_manage(me, person.branch_path),
        unless(state in WITH_PASSWORD, Message("Only who is in and has registered has a password.")),
        unless(person.id != me.id, Message("Your own password is changed under Me.")),
        holds_nothing_beyond(me, person),
    )


def holds_nothing_beyond(
    me: Me, person: Me | Holder, permission: Permission = Permission.MANAGE_PEOPLE
) -> Verdict:
    """Whether every role a member holds is held within the reach of `me`: nobody keeps out who stands above them."""
    within = all(me.may(permission, grant.path) for grant in person.grants)
    return unless(
        within,
        Message("%(name)s holds a role beyond your reach. Ask an administrator there.", name=person.name),
    )


def may_settle(me: Me, person: Me, state: MemberState) -> Verdict:
    """Whether `me` may say by hand what a member is called, signs in with, and is."""
    return all_of(
        may_manage(me, person.branch_path), may_hold(person.name, state), holds_nothing_beyond(me, person)
    )


def may_rehome(me: Me, person: Me, state: MemberState) -> Verdict:
    """Whether `me` may move a member to another branch; of that one `may_manage` is asked besides."""
    return all_of(
        may_settle(me, person, state),
        unless(person.id != me.id, Message("Another administrator has to do this for you.")),
    )


def rows_beyond(me: Me, rows: Iterable[tuple[int, Holder]]) -> list[tuple[int, Message]]:
    """The rows of a roster that are not for `me` to apply, each with why: of oneself, and of those who stand above."""
    judged = (
        (
            number,
            all_of(
                unless(person.id != me.id, Message("Another administrator has to do this for you.")),
                holds_nothing_beyond(me, person),
            ),
        )
        for number, person in rows
    )
    return [(number, verdict.reason) for number, verdict in judged if verdict.reason is not None]


def may_keep_phones(me: Me, path: str) -> Verdict:
    """Whether `me` may change phones of members at `path`, and see one whole for a reason."""
    return unless(
        me.may(Permission.KEEP_PHONES, path),
        Message("Only the keeper of phone changes of this organisation, or of one above it, may do this."),
    )


def may_change_phone(me: Me, person: Me, state: MemberState) -> Verdict:
    """Whether `me` may give a member another phone; everyone may do so for themselves."""
    if me.id == person.id and not me.suspended:
        return ALLOWED
    return all_of(
        may_keep_phones(me, person.branch_path),
        may_hold(person.name, state),
        holds_nothing_beyond(me, person, Permission.KEEP_PHONES),
    )


def may_note_bounce(me: Me, person: Me, *, has_phone: bool) -> Verdict:
    """Whether `me` may note that a member's phone did not reach them."""
    return all_of(
        may_keep_phones(me, person.branch_path),
        unless(has_phone, Message("%(name)s has left no phone.", name=person.name)),
    )


def may_erase(me: Me, person: Me, state: MemberState, *, erased: bool) -> Verdict:
    """Whether `me` may have it forgotten who a member was: of one who has left, or of oneself."""
    if me.id == person.id:
        roles = Message("You hold roles. Ask an administrator to take them from you first.")
        return all_of(
            unless(not me.suspended, Message("You are suspended. Ask your administrator.")),
            unless(not person.grants, roles),
        )
    return all_of(
        may_manage(me, person.branch_path),
        unless(not erased, Message("Nothing says any more who this was.")),
        unless(state is MemberState.LEFT, Message("Note first that they have left.")),
        holds_nothing_beyond(me, person),
    )


def may_be_hosted(me: Me, person: Me, state: MemberState) -> Verdict:
    """Whether `me` may say which branch hosts a member beside the home branch."""
    return all_of(
        may_manage(me, person.branch_path),
        may_hold(person.name, state),
        unless(person.member_type == FLOATING, Message("Only a floating member has a host branch.")),
    )


def may_view(me: Me, viewed: Me) -> Verdict:
    """Whether `me` may look at the pages as another member sees them."""
    return all_of(
        unless(me.viewer is None, Message("End this view first.")),
        may_manage(me, viewed.branch_path),
        unless(viewed.id != me.id, Message("You see your own pages already.")),
        unless(
            not viewed.suspended,
            Message("This member cannot sign in, so there is nothing to see."),
        ),
    )


def seen_by(viewer: Me, viewed: Me) -> Me:
    """What `viewer` looks through: the member, but only with roles that the viewer holds there, too."""
    within = tuple(
        grant
        for grant in viewed.grants
        if any(grant.role in STANDS_FOR[own.role] and covers(own.path, grant.path) for own in viewer.grants)
    )
    return replace(
        viewed,
        sign_in_id=viewer.sign_in_id,
        grants=within,
        must_change_password=False,
        viewer=Viewer(id=viewer.id, name=viewer.name),
    )
