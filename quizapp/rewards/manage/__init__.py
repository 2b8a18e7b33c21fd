"""The staff pages of rewards: what is offered, its stock, what waits for approval, the counter, the budget."""

from quizapp.rewards.manage import budget, counter, queue, shelf, stock
from quizapp.rewards.manage.desk import bp

__all__ = ["bp", "budget", "counter", "queue", "shelf", "stock"]
