"""The pages about oneself: coming in, signing in and out, and the Me tab."""

from quizapp.accounts.views import activating, joining
from quizapp.accounts.views.own import bp

__all__ = ["activating", "bp", "joining"]
