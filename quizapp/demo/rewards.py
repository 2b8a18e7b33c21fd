"""What 青港集团 offers for points, and who redeems what on which day: planned by names alone, like the rest of the history."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.terms import Per

CHANCE = 0.2  # that someone who comes looks at the rewards on that day
HEROINES = "bookmark"  # what the heroine redeems, two days before the history ends
VOUCHERS = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One reward with its drawing, and how many lie at which branch."""

    key: str
    picture: str | None
    draft: Draft
    stock: dict[str, int] = field(default_factory=dict)


BOOKMARKS = Offer(
    HEROINES,
    "books",
    Draft(
        kind=Kind.GOODS,
        title_zh="《大地上的事情》书签一套",
        title_en="A set of bookmarks",
        about="六枚纸书签，印着二十四节气里的六个。",
        price=15,
        limit_count=2,
        limit_per=Per.MONTH,
    ),
    {"third": 40, "agency": 30, "works-one": 30},
)
CUP = Offer(
    "cup",
    "cup",
    Draft(
        kind=Kind.GOODS,
        title_zh="“学习之星”搪瓷杯",
        title_en="“Study Star” enamel cup",
        about="白搪瓷、蓝口边，正面一颗红星。容量 500 毫升。",
        price=60,
        limit_count=1,
        limit_per=Per.YEAR,
    ),
    {"third": 12, "agency": 8, "estate": 6},
)
BOOK_CARD = Offer(
    "book-card",
    "voucher",
    Draft(
        kind=Kind.VOUCHER,
        title_zh="书店二十元电子卡",
        title_en="Book shop card, 20 yuan",
        about="在城东书店结账时报出兑换码，抵二十元。",
        price=80,
        limit_count=1,
        limit_per=Per.MONTH,
    ),
)
NOTEBOOK = Offer(
    "notebook",
    None,
    Draft(
        kind=Kind.GOODS,
        title_zh="布面笔记本",
        title_en="Cloth-bound notebook",
        about="一百二十八页，横格。",
        price=300,
        limit_count=1,
        limit_per=Per.YEAR,
    ),
    {"third": 5},
)


def offers(first_end: date) -> tuple[Offer, ...]:
    """The demo's rewards; days are told from the last day of the history as first made."""
    return BOOKMARKS, CUP, BOOK_CARD, _play(first_end), _trip(first_end), NOTEBOOK


def _play(first_end: date) -> Offer:
    draft = Draft(
        kind=Kind.TICKET,
        title_zh="话剧《茶馆》门票",
        title_en="A ticket for the play “Teahouse”",
        about="楼下中区，一人一张。",
        price=100,
        happens_on=first_end + timedelta(days=16),
        place="工人文化宫小剧场",
        limit_count=1,
    )
    return Offer("play", "ticket", draft, {"agency": 10})


def _trip(first_end: date) -> Offer:
    draft = Draft(
        kind=Kind.TRIP,
        title_zh="湿地公园观鸟一日",
        title_en="A day of bird watching in the wetland park",
        about="早上七点半集合，下午四点回到集团门口。带望远镜的优先坐窗边。",
        price=50,
        happens_on=first_end + timedelta(days=23),
        place="集团东门上车",
        limit_count=1,
        needs_approval=True,
        reserve_days=20,
    )
    return Offer("trip", "trip", draft, {"agency": 24})


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone does about rewards when they come."""

    key: str | None  # which one they would like
    fetches: bool  # whether they fetch what is kept for them
    changes_mind: bool


def wish_of(who: str, day: date, *, heroine: str, first_end: date) -> Wish:
    """What a member has in mind on a day."""
    if who == heroine:
        return Wish(HEROINES if day == first_end - timedelta(days=2) else None, False, False)
    rng = Random(f"{who} wishes on {day}")
    keys = [offer.key for offer in offers(first_end)]
    wanted = rng.choice(keys) if rng.random() < CHANCE else None
    return Wish(wanted, rng.random() < 0.45, rng.random() < 0.03)
