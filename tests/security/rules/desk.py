"""The administrator's desk: the tree, its people, rosters, phones."""

from quizapp.people.roles import Permission
from tests.security.rules.saying import (
    AT_ANY_PLACE,
    CODES,
    COUNTS,
    DONE,
    NO_SUCH,
    NOT_NOW,
    PERSON,
    ROSTER_TABLES,
    SENT_ON,
    SHOWN,
    SHOWN_ONCE,
    TICKET,
    TREE,
    TREE_FILES,
    WRONG,
    Rule,
    Says,
    a_file,
    a_tree,
    act,
    headcounts_of,
    holds_beyond,
    holds_beyond_phones,
    managed,
    not_in_hand_above,
    page,
    phone_kept,
    reaches_no_further,
    roster,
    tree_file,
)
from tests.security.stage import PARENT

DESK: dict[str, Rule] = {
    "desk.audit": page(permission=Permission.SEE_AUDIT),
    "desk.organisations": page(
        permission=Permission.MANAGE_PEOPLE, says={"": SENT_ON}
    ),  # to the one they hold
    "desk.organisation": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.members": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.add": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.change": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.settings": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.create": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"name": "新支部", "code": "new", "is_branch": "y", "field": "other"},
    ),
    "desk.rename": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"name": "新名字"},
    ),
    "desk.move": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE | {"member_words_due"},
        refuses=not_in_hand_above,
        form=lambda stage, actor, thing: {"parent": PARENT.get(thing.place), "effective_on": "2026-11-21"},
    ),
    "desk.classify": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"field": "school", "category": ""},
    ),
    "desk.close": managed("organisation", "POST", {"open": NOT_NOW, "empty": DONE}, writes=TREE | COUNTS),
    "desk.reopen": managed("shut", "POST", {"closed": DONE}, writes=TREE),
    "desk.save_settings": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {
            "zone": "",
            "content_language": "en",
            "rank_visibility": "",
            "joining": "",
            "registration_target": "",
            "participation_target": "50",
        },
    ),
    "study.columns": managed("organisation", "GET", AT_ANY_PLACE),
    "study.choose_columns": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"column": "culture"},
    ),
    "desk.headcounts": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.set_headcount": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=COUNTS,
        form=lambda *_: {"from_on": "2026-11-21", "heads": "57"},
    ),
    "desk.drop_headcount": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=COUNTS,
        form=lambda *_: {"from_on": "2026-03-02"},
    ),
    "desk.import_headcounts": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=COUNTS,
        form=lambda stage, actor, thing: {"file": headcounts_of(thing.place)},
    ),
    "desk.invitations": managed("organisation", "GET", AT_ANY_PLACE),
    # The codes stand in the answer itself, and nowhere else.
    "desk.invite": managed(
        "organisation",
        "POST",
        {"open": SHOWN_ONCE, "empty": SENT_ON},
        writes=CODES,
        form=lambda *_: {"ticket": TICKET, "every": "every", "days": "30", "shape": "csv"},
    ),
    "desk.invite_one": managed(
        "member",
        "POST",
        {"invited": SHOWN_ONCE, "registered": SENT_ON, "suspended": SENT_ON, "left": SENT_ON},
        writes=CODES,
        form=lambda *_: {"ticket": TICKET, "days": "30", "shape": "slips"},
    ),
    "desk.offer_new_password": managed(
        "member",
        "POST",
        {"invited": SENT_ON, "registered": SHOWN_ONCE, "suspended": SENT_ON, "left": SENT_ON},
        writes=CODES,
        stays=holds_beyond,
        form=lambda *_: {"ticket": TICKET},
    ),
    "desk.joining": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.open_join_link": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes={"join_links", "audit_rows"},
        form=lambda *_: {"member_type": "public", "days": "30"},
    ),
    "desk.poster": managed("link", "GET", {"open": SHOWN, "closed": SHOWN}),
    "desk.close_join_link": managed(
        "link", "POST", {"open": DONE, "closed": SENT_ON}, writes={"join_links", "audit_rows"}
    ),
    "desk.approve_join": managed(
        "request",
        "POST",
        {"waiting": DONE, "approved": SENT_ON, "declined": SENT_ON},
        writes={"join_requests", "members", "member_spans", "member_words", "audit_rows"},
    ),
    "desk.decline_join": managed(
        "request",
        "POST",
        {"waiting": DONE, "approved": SENT_ON, "declined": SENT_ON},
        writes={"join_requests", "audit_rows"},
    ),
    "desk.member": managed(
        "member", "GET", dict.fromkeys(("invited", "registered", "suspended", "left"), SHOWN)
    ),
    "desk.details": managed(
        "member", "GET", dict.fromkeys(("invited", "registered", "suspended", "left"), SHOWN)
    ),
    "desk.settle": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": DONE, "left": SENT_ON},
        writes={"members", "member_words", "name_changes", "audit_rows"},
        stays=reaches_no_further,
        form=lambda *_: {"detail": "name", "value": "改过的名字"},
    ),
    "desk.leave_to_rosters": managed(
        "guest",
        "POST",
        {"hosted": DONE},
        writes={"members", "audit_rows"},
        form=lambda *_: {"detail": "name"},
    ),
    "desk.cancel_move": managed(
        "move",
        "POST",
        {"planned": DONE, "dropped": NO_SUCH},
        refuses=lambda actor, move: move.state == "planned" and not_in_hand_above(actor, move),
        writes={"organisation_moves", "audit_rows"},
    ),
    "desk.roster": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.bring_in": managed(
        "organisation", "POST", {"open": DONE, "empty": DONE}, writes=ROSTER_TABLES, form=a_file
    ),
    "desk.export_members": managed(
        "organisation",
        "POST",
        dict.fromkeys(("open", "empty"), Says(200, moves=True)),
        writes={"audit_rows"},
        form=lambda *_: {"kind": "csv"},
    ),
    "desk.roster_import": roster("GET", SHOWN),
    "desk.read_on": roster("POST", SENT_ON, staging=DONE),
    "desk.apply_roster": roster("POST", SENT_ON, checked=DONE),
    "desk.drop_roster": roster("POST", DONE, applied=SENT_ON, dropped=SENT_ON),
    "desk.refused_rows": roster("GET", SHOWN, applied=NOT_NOW, dropped=NOT_NOW),
    "desk.mend_roster": roster("POST", WRONG, checked=DONE, refused=DONE),
    "desk.tree": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.send_tree": managed(
        "organisation", "POST", {"open": DONE, "empty": DONE}, writes=TREE_FILES, form=a_tree
    ),
    "desk.export_tree": managed(
        "organisation",
        "POST",
        dict.fromkeys(("open", "empty"), Says(200, moves=True)),
        writes={"audit_rows"},
        form=lambda *_: {"kind": "csv"},
    ),
    "desk.tree_file": tree_file("GET", SHOWN),
    "desk.apply_tree": tree_file("POST", SENT_ON, sound=DONE),
    "desk.drop_tree": tree_file("POST", DONE, applied=SENT_ON),
    "desk.refused_organisations": tree_file("GET", SHOWN, applied=NOT_NOW),
    "desk.mend_tree": tree_file("POST", DONE, applied=WRONG),
    "desk.grant": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": DONE, "left": SENT_ON},
        writes={"grants", "audit_rows"},
        form=lambda stage, actor, member: {"role": "reviewer", "place": stage.places.get(member.place)},
    ),
    "desk.revoke": managed(
        "role", "POST", {"held": DONE, "another's": NO_SUCH}, writes={"grants", "audit_rows"}
    ),
    "desk.end_role": managed(
        "seat", "POST", {"held": DONE, "another's": NO_SUCH}, writes={"grants", "audit_rows"}
    ),
    "desk.take_step": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": SENT_ON, "left": SENT_ON},
        writes={"members", "member_spans", "audit_rows"},
        stays=holds_beyond,
        form=lambda *_: {"step": "suspend", "reason": "休假"},
    ),
    "desk.erase": managed(
        "member",
        "POST",
        {"invited": SENT_ON, "registered": SENT_ON, "suspended": SENT_ON, "left": DONE},
        writes=PERSON,
        stays=holds_beyond,
    ),
    "desk.host": managed(
        "guest",
        "POST",
        {"hosted": DONE},
        writes={"host_branches", "audit_rows"},
        form=lambda stage, actor, guest: {**guest.form, "from_on": "2026-11-21"},
    ),
    "desk.end_host": managed(
        "guest",
        "POST",
        {"hosted": DONE},
        writes={"host_branches", "audit_rows"},
        form=lambda *_: {"until_on": "2026-11-21"},
    ),
    "desk.phone_desk": page(permission=Permission.KEEP_PHONES, says={"": SENT_ON}),
    "desk.phones": phone_kept("organisation", "GET", AT_ANY_PLACE),
    "desk.note_bounces": phone_kept(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes={"phone_bounces", "audit_rows"},
        form=lambda *_: {"numbers": "13900139000"},
    ),
    "desk.phone": phone_kept(
        "member", "GET", dict.fromkeys(("invited", "registered", "suspended", "left"), SHOWN)
    ),
    "desk.change_phone": phone_kept(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": DONE, "left": SENT_ON},
        writes={"members", "phone_changes", "phone_bounces", "audit_rows"},
        stays=holds_beyond_phones,
        form=lambda *_: {"phone": "13900139000"},
    ),
    "desk.show_phone": phone_kept(
        "guest",
        "POST",
        {"hosted": Says(200, moves=True)},
        writes={"sign_in_failures", "audit_rows"},
        form=lambda *_: {"reason": "核对"},
    ),
    "desk.note_bounce": phone_kept(
        "reached", "POST", {"with phone": DONE}, writes={"phone_bounces", "audit_rows"}
    ),
    "desk.clear_bounce": phone_kept(
        "guest", "POST", {"hosted": DONE}, writes={"phone_bounces", "audit_rows"}
    ),
    "desk.ask_for_phone": phone_kept(
        "guest", "POST", {"hosted": DONE}, writes={"phone_bounces", "notices", "audit_rows"}
    ),
    "desk.begin_view": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": NOT_NOW, "left": NOT_NOW},
        writes={"sign_ins", "audit_rows"},
        refuses=lambda actor, member: member.owner == actor.member_id,
    ),
    "desk.end_view": act(says={"": SENT_ON}, looking=DONE, writes={"sign_ins", "audit_rows"}),
}
