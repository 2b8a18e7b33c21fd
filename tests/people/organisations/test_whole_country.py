"""The administrative divisions of a country, some 45,000, come in as one file; left out for all to see where they are not there."""

import csv
import os
import random
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.db import db
from quizapp.people.models import Organisation
from tests.people.organisations.test_import import one

FOLDER = Path(os.environ.get("DIVISIONS", "/nowhere"))
LEVELS = (("provinces", None), ("cities", "provinceCode"), ("areas", "cityCode"), ("streets", "areaCode"))


@pytest.mark.skipif(
    not (FOLDER / "streets.csv").exists(),
    reason="DIVISIONS names no folder with provinces, cities, areas, streets",
)
def test_a_country_comes_in_by_one_command_and_a_second_time_changes_nothing(app, bring_in):
    rows = ["0,全国,"]
    for level, above in LEVELS:
        with (FOLDER / f"{level}.csv").open(encoding="utf-8-sig") as file:
            rows += [
                f"{row['code']},{row['name']},{row[above] if above else 0}" for row in csv.DictReader(file)
            ]
    random.Random(1).shuffle(rows)

    report = bring_in(*rows, head="编码,名称,上级编码")

    assert (
        report["rows"]["new"]
        == len(rows)
        == db.session.scalar(select(func.count()).select_from(Organisation))
    )
    assert one("110101001").is_branch and not one("110101").is_branch
    assert bring_in(*rows, head="编码,名称,上级编码")["rows"]["same"] == len(rows)
