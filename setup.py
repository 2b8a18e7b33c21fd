"""Packs the pages, the articles and the questions, which stand beside the package in a checkout, into the wheel."""

from setuptools import find_packages, setup

BESIDE = ("templates", "content", "question_bank")

setup(
    packages=[*find_packages(include=["quizapp*"]), *(f"quizapp.data.{name}" for name in BESIDE)],
    package_dir={f"quizapp.data.{name}": name for name in BESIDE},
    package_data={
        "quizapp": [
            "points/*.toml",
            "static/**/*",
            "translations/**/*.mo",
            "migrations/*.mako",
            "migrations/versions/*.py",
            "py.typed",
        ],
        **{f"quizapp.data.{name}": ["**/*"] for name in BESIDE},
    },
)
