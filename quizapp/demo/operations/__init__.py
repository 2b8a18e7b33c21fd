"""What makes an instance a demo: the work unit with its days played one by one, or a whole city written at once."""

from quizapp.demo.operations.city import count_up, crown_city, found_city, settle
from quizapp.demo.operations.history import LANGUAGE, found, note_loaded, play_day, set_passwords
from quizapp.demo.operations.proposals import leave_waiting
from quizapp.demo.operations.rewards import offer_reward, play_rewards

__all__ = [
    "LANGUAGE",
    "count_up",
    "crown_city",
    "found",
    "found_city",
    "leave_waiting",
    "note_loaded",
    "offer_reward",
    "play_day",
    "play_rewards",
    "set_passwords",
    "settle",
]
