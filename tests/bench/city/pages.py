"""The pages that are compared, and who opens each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.bench.city.homes import Place
from tests.bench.load import Call
from tests.bench.stage import Visitor


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in the report, the sign-in name of who opens it, and its address in a given city."""

    name: str
    who: str
    address: Callable[[Place], str]
    most: float = 2.0  # times its processor time in the small city, at which it has grown too much

    def call(self, visitors: Mapping[str, Visitor], place: Place) -> Call:
        return visitors[self.who].gets(self.address(place))


BOARD = 1.5
BRANCHES = 15.0  # each is ranked anew, and a large city has a hundred times as many of them
PAGES: Sequence[Page] = (
    Page("Today", "member", lambda place: "/"),
    Page("board of the branch", "member", lambda place: "/boards", BOARD),
    Page("board, all time", "member", lambda place: "/boards?span=all", BOARD),
    Page("board of the city", "member", lambda place: f"/boards/{place.top}", BOARD),
    Page("board of the city, all time", "member", lambda place: f"/boards/{place.top}?span=all", BOARD),
    Page("board of the street", "member", lambda place: f"/boards/{place.street}?span=week", BOARD),
    Page("board of one type", "member", lambda place: f"/boards/{place.top}?type=community", BOARD),
    Page("board of districts", "member", lambda place: f"/boards/{place.top}/parts?by=average", BOARD),
    Page("board of branches", "member", lambda place: f"/boards/{place.top}/parts?of=branches", BRANCHES),
    Page(
        "board of branches by head",
        "member",
        lambda place: f"/boards/{place.top}/parts?of=branches&by=average",
        BRANCHES,
    ),
    Page(
        "most improved of the city", "member", lambda place: f"/boards/{place.top}/improved?span=week", BOARD
    ),
    Page(
        "most improved of the branch",
        "member",
        lambda place: f"/boards/{place.branch}/improved?span=week",
        BOARD,
    ),
    Page("why this place", "member", lambda place: f"/boards/{place.top}/why", BOARD),
    Page("statement", "member", lambda place: "/points"),
    Page("desk: the city", "administrator", lambda place: f"/desk/organisations/{place.top}"),
    Page("desk: a district", "administrator", lambda place: f"/desk/organisations/{place.district}"),
    Page("desk: a street", "administrator", lambda place: f"/desk/organisations/{place.street}"),
    Page("desk: parts found", "administrator", lambda place: f"/desk/organisations/{place.top}?q=yg01"),
    Page("members of the city", "administrator", lambda place: f"/desk/organisations/{place.top}/members"),
    Page(
        "members, in the middle",
        "administrator",
        lambda place: f"/desk/organisations/{place.top}/members?after={place.middle}",
    ),
    Page(
        "members of a branch",
        "administrator",
        lambda place: f"/desk/organisations/{place.branch}/members",
    ),
    Page(
        "members of a district",
        "administrator",
        lambda place: f"/desk/organisations/{place.district}/members",
    ),
    Page(
        "members found by a name",
        "administrator",
        lambda place: f"/desk/organisations/{place.top}/members?q={quote(place.name)}",
    ),
    Page(
        "members found by one sign",
        "administrator",
        lambda place: f"/desk/organisations/{place.top}/members?q={quote(place.name[:1])}",
    ),
    Page("audit trail", "auditor", lambda place: "/desk/audit"),
    Page("audit of a branch", "auditor", lambda place: f"/desk/audit?organisation={place.branch_code}"),
    Page("audit of one verb", "auditor", lambda place: "/desk/audit?verb=demo_city"),
    Page("audit of one person", "auditor", lambda place: f"/desk/audit?actor={quote(place.name)}"),
    Page("figures of the city", "study-administrator", lambda place: f"/figures/{place.top}"),
    Page("figures by district", "study-administrator", lambda place: f"/figures/{place.top}/parts"),
    Page("figures by branch", "study-administrator", lambda place: f"/figures/{place.street}/parts"),
    Page("figures by type", "study-administrator", lambda place: f"/figures/{place.top}/types"),
    Page("not yet, of the city", "study-administrator", lambda place: f"/figures/{place.top}/not-yet"),
    Page(
        "not registered, of a district",
        "study-administrator",
        lambda place: f"/figures/{place.district}/not-yet?who=registered",
    ),
    Page("not yet, of a branch", "study-administrator", lambda place: f"/figures/{place.branch}/not-yet"),
)
