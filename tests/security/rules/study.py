"""What members read and answer, their notices and Today."""

from quizapp.people.roles import Permission
from tests.security.rules.saying import DONE, HIDDEN, LEDGER, SENT_ON, SHOWN, Rule, Says, act, own, page

STUDY: dict[str, Rule] = {
    "inbox.notices": page(),
    "inbox.read_all": act(writes={"notices"}),
    "inbox.follow": own("notice", "POST", {"unread": DONE, "read": SENT_ON}, writes={"notices"}),
    "paths.learn": page(),
    # A module that has nothing for this reader says so; which modules there are is no secret.
    "paths.module": page(takes="module", says={"full": SHOWN, "empty": SHOWN}),
    "paths.package": page(takes="package", says={"past": SHOWN, "running": SHOWN, "coming": SHOWN}),
    "quizzes.challenge": page(),
    "quizzes.past": page(),
    "quizzes.start_daily": act(says={"": SENT_ON}),  # the five of the day are begun: found, not drawn again
    "quizzes.question": own(
        "attempt", "GET", {"begun": SHOWN, "graded": SENT_ON, "late": SENT_ON, "abandoned": SENT_ON}
    ),
    "quizzes.result": own(
        "attempt", "GET", {"begun": SENT_ON, "graded": SHOWN, "late": SHOWN, "abandoned": SHOWN}
    ),
    "quizzes.answer": own(
        "attempt",
        "POST",
        {"begun": DONE, "graded": SENT_ON, "late": DONE, "abandoned": SENT_ON},
        writes={"attempts", *LEDGER},
        form=lambda stage, actor, attempt: attempt.form,
    ),
    "quizzes.finish": own(
        "attempt",
        "POST",
        {"begun": DONE, "graded": SENT_ON, "late": DONE, "abandoned": SENT_ON},
        writes={"attempts", *LEDGER},
    ),
    "quizzes.again": own(
        "attempt",
        "POST",
        {"begun": SENT_ON, "graded": DONE, "late": DONE, "abandoned": DONE},
        writes={"attempts", *LEDGER},
    ),
    # The one page whose opening has an effect: the first of the day pays the login point.
    "site.today": page(writes={*LEDGER, "members"}, says={"": Says(200, moves=True)}),
    "study.article": page(takes="article", says={"open": SHOWN, **HIDDEN}),
    "study.beat": Rule(
        "POST",
        Permission.STUDY,
        {"open": Says(204, moves=True), **HIDDEN},
        takes="article",
        writes={"readings", *LEDGER},
        json=lambda *_: {"end": False},
    ),
    "study.finished": act(
        takes="article",
        says={"open": DONE, **HIDDEN},
        writes={"readings", *LEDGER},
        form=lambda stage, actor, article: {"opened": stage.opened(actor, article)},
    ),
    # Counts what was looked for in vain; here nothing is looked for.
    "study.search": page(writes={"search_misses"}),
}
