"""The pages about oneself: signing in and out, and the Me tab."""

from quizapp.accounts.views.own import bp

__all__ = ["bp"]
