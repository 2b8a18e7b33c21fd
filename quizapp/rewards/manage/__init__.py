"""The staff pages of rewards: what is offered, its stock and codes, who comes, what waits for approval, the counter, the budget."""

from quizapp.rewards.manage import budget, codes, comers, counter, queue, shelf, stock
from quizapp.rewards.manage.desk import bp

__all__ = ["bp", "budget", "codes", "comers", "counter", "queue", "shelf", "stock"]
