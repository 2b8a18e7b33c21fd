"""The kinds of question there are, by the name a question's file and its versions call them."""

from quizapp.bank.kinds.fill_in import FillIn
from quizapp.bank.kinds.kind import Kind
from quizapp.bank.kinds.multiple import Multiple
from quizapp.bank.kinds.ordering import Ordering
from quizapp.bank.kinds.single import Single
from quizapp.bank.kinds.true_false import TrueFalse

ALL: tuple[Kind, ...] = (Single(), Multiple(), TrueFalse(), FillIn(), Ordering())
KINDS: dict[str, Kind] = {kind.name: kind for kind in ALL}


def kind_of(name: str) -> Kind:
    """The kind of that name; KeyError when there is none."""
    return KINDS[name]
