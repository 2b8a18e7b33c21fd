"""What rewards keep about one person."""

from quizapp.kernel.own_data import Part
from quizapp.people.store.own_rows import rows_of
from quizapp.rewards.models import Redemption

PART = Part("rewards", {"redemptions": rows_of(Redemption, "member_id", without=("code", "ticket"))})
