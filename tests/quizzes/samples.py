"""Five small questions, one of each kind, as the bank hands them over."""

from dataclasses import dataclass
from typing import Any

CAPITALS = {
    "options": [
        {"text": text, "right": text == "北京", "lock": False} for text in ("上海", "北京", "广州", "西安")
    ]
}
PRIMES = {
    "options": [{"text": text, "right": text in "235", "lock": False} for text in ("1", "2", "3", "4", "5")]
}
SEASONS = {"order": ["春", "夏", "秋", "冬"]}


@dataclass(frozen=True)
class Sample:
    version_id: int
    kind: str
    body: dict[str, Any]
    stem: str = "一道题"
    policy: str = "exact"
    topic_key: str = "first-aid"
    topic_zh: str = "急救常识"
    topic_en: str = "First aid"
    explanation: str = "因为如此。"
    quote: str | None = "原文如此。"
    article_key: str | None = "first-aid-burns"
    lang: str = "zh-Hans"

    @property
    def question_id(self) -> int:
        return self.version_id + 100


SINGLE = Sample(1, "single", CAPITALS)
MULTIPLE = Sample(2, "multiple", PRIMES, policy="proportional")
TRUE_FALSE = Sample(3, "true_false", {"answer": True})
FILL_IN = Sample(4, "fill_in", {"blanks": [["30", "三十"], ["2"]]}, stem="按压 ____ 次，吹气 ____ 次。")
ORDERING = Sample(5, "ordering", SEASONS, policy="proportional")
FIVE = [SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, ORDERING]
RIGHT = [[1], [1, 2, 4], [True], ["三十", "2"], [0, 1, 2, 3]]
