"""The pages about oneself: coming in, signing in and out, the Me tab, and what is kept about oneself."""

from quizapp.accounts.views import activating, joining, own_data
from quizapp.accounts.views.own import bp

__all__ = ["activating", "bp", "joining", "own_data"]
