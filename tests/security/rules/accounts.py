"""Signing in, coming in, and what is one's own."""

from tests.cast import PASSWORD
from tests.security.rules.saying import (
    DONE,
    FRESH,
    NO_SUCH,
    NOT_NOW,
    PERSON,
    SENT_ON,
    SHOWN,
    WHO_COMES,
    WRONG,
    Rule,
    Says,
    act,
    own,
    page,
    public,
)
from tests.security.stage import DOOR

ACCOUNTS: dict[str, Rule] = {
    "static": public(takes="file", says={"kept": SHOWN}),
    "assets.bootstrap": public(),
    "assets.styles": public(),
    "accounts.sign_in": public(says={"": SENT_ON}, unsigned=SHOWN),
    "accounts.open_session": public(
        method="POST",
        says={"": DONE},
        writes={"sign_ins", "sign_in_failures"},
        is_slow=True,
        form=lambda stage, actor, thing: {"identifier": DOOR, "password": PASSWORD},
    ),
    "accounts.set_language": public(
        method="POST",
        says={"": DONE},
        unsigned=SENT_ON,
        writes={"members"},
        form=lambda *_: {"language": "en"},
    ),
    "accounts.activate": public(),
    "accounts.check_code": public(
        method="POST",
        says={"": SENT_ON},  # a good code: the try that was counted is forgotten
        form=lambda stage, actor, thing: {"code": stage.code},
    ),
    # Without a code in the session nobody comes further than to the page of the code.
    "accounts.newcomer": public(says={"": SENT_ON}),
    "accounts.enter": public(method="POST", says={"": SENT_ON}),
    "accounts.join_by_code": public(),
    "accounts.join": public(takes="door", says={"open": SHOWN, "closed": NO_SUCH}),
    "accounts.come_in": public(
        method="POST",
        takes="door",
        says={"open": DONE, "closed": NO_SUCH},
        writes={"join_requests", "sign_in_failures"},
        is_slow=True,
        form=lambda *_: WHO_COMES,
    ),
    "accounts.joined": public(takes="asked", says=dict.fromkeys(("waiting", "approved", "declined"), SHOWN)),
    "accounts.me": page(),
    "accounts.devices": page(looking=NOT_NOW),
    "accounts.password": page(newcomer=True, looking=NOT_NOW),
    "accounts.change_password": act(
        writes={"members", "sign_ins", "audit_rows"},
        is_slow=True,
        newcomer=True,
        form=lambda *_: {"current": PASSWORD, "fresh": FRESH, "again": FRESH},
    ),
    "accounts.phone": page(looking=NOT_NOW),
    "accounts.change_phone": act(
        writes={"members", "phone_changes", "phone_bounces", "sign_in_failures", "audit_rows"},
        is_slow=True,
        form=lambda *_: {"phone": "13900139000", "password": PASSWORD},
    ),
    "accounts.data": page(looking=NOT_NOW),
    "accounts.fetch_data": act(
        says={"": Says(200, moves=True)},
        writes={"sign_in_failures", "audit_rows"},
        is_slow=True,
        form=lambda *_: {"password": PASSWORD},
    ),
    "accounts.erase": act(
        writes={*PERSON, "member_spans"},
        otherwise=lambda actor: WRONG if actor.grants else None,
        is_slow=True,
        form=lambda stage, actor, _: {
            "sign_in_name": f"actor{stage.actors.index(actor):02}",
            "erase_password": PASSWORD,
        },
    ),
    "accounts.set_preferences": act(
        writes={"members"},
        form=lambda *_: {"interface_language": "en", "content_language": "", "theme": "dark"},
    ),
    "accounts.set_name_shown": act(writes={"members", "audit_rows"}, form=lambda *_: {"shown": "yes"}),
    "accounts.sign_out": act(writes={"sign_ins"}, newcomer=True, suspended=True),
    "accounts.sign_out_everywhere": act(writes={"sign_ins"}),
    "accounts.end_device": own("sign_in", "POST", {"open": DONE, "ended": SENT_ON}, writes={"sign_ins"}),
}
