"""The application for a WSGI server, made from the environment."""

import sys

from flask import Flask

from quizapp import config
from quizapp.app import create_app


def from_environment() -> Flask:
    """The application as the environment describes it; a bad setting is one sentence, not a traceback."""
    try:
        return create_app(config.load())
    except config.BadSettings as error:
        sys.exit(f"quizapp: {error}")
