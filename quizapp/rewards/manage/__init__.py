"""The staff pages of rewards: what is offered, its stock, who comes, what waits for approval, the counter, the budget."""

from quizapp.rewards.manage import budget, comers, counter, queue, shelf, stock
from quizapp.rewards.manage.desk import bp

__all__ = ["bp", "budget", "comers", "counter", "queue", "shelf", "stock"]
