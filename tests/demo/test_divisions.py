"""Names of districts and streets from a folder of administrative divisions."""

from random import Random

import pytest
from click.testing import CliRunner

from quizapp.demo.city import divisions
from quizapp.demo.city.size import Size
from quizapp.demo.city.tree import raised
from quizapp.demo.cli.city import demo_city

PROVINCES = 'code,name\n37,"山东省"\n31,"上海市"\n'
CITIES = 'code,name,provinceCode\n3707,"潍坊市",37\n3101,"市辖区",31\n'
AREAS = 'code,name,cityCode,provinceCode\n370702,"潍城区",3707,37\n370703,"寒亭区",3707,37\n310101,"黄浦区",3101,31\n'
STREETS = (
    "code,name,areaCode,provinceCode,cityCode\n"
    '370702001,"城关街道",370702,37,3707\n370702002,"南关街道",370702,37,3707\n'
    '370703001,"寒亭街道",370703,37,3707\n310101002,"南京东路街道",310101,31,3101\n'
)
FILES = {"provinces.csv": PROVINCES, "cities.csv": CITIES, "areas.csv": AREAS, "streets.csv": STREETS}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf8")
    return tmp_path


def test_a_city_of_about_the_size_asked_for_is_chosen_by_the_seed(folder):
    found = {divisions.city(folder, streets=3, rng=Random(seed)).name for seed in range(20)}

    assert found == {"潍坊市", "上海市"}  # a city without a name of its own has its province's


def test_the_tree_carries_the_names_and_codes_of_the_folder(folder):
    whole = divisions.city(folder, streets=3, rng=Random(2))
    while whole.name != "潍坊市":
        whole = divisions.city(folder, streets=3, rng=Random(whole.code + "again"))
    city = raised(Size(members=90, branches=7, days=1), whole, seed=1)

    assert [node.name for node in city.nodes[:4]] == ["潍坊市", "潍城区", "城关街道", "南关街道"]
    assert [node.code for node in city.nodes[:2]] == ["3707", "370702"]
    assert len(city.branches) == 7
    assert sum(branch.heads for branch in city.branches) == 90


def test_a_byte_order_mark_does_no_harm(folder):
    (folder / "streets.csv").write_text("\ufeff" + STREETS, "utf8")

    assert divisions.city(folder, streets=1, rng=Random(1)).parts


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("streets.csv", None, "streets.csv: cannot be read"),
        ("areas.csv", "code,name\n", "areas.csv, row 1: there is no column cityCode."),
        ("areas.csv", AREAS + '37070,"短",3707,37\n', "areas.csv, row 5: the code is '37070'; it must have 6 digits."),
        ("areas.csv", AREAS + '３70704,"全角",3707,37\n', "areas.csv, row 5: the code is"),
        ("cities.csv", CITIES + '3799," ",37\n', "cities.csv, row 4: the name is ''"),
        ("cities.csv", CITIES + "3799\n", "cities.csv, row 4: the name is ''"),
        ("streets.csv", STREETS + '370799001,"无区街道",370799,37,3707\n', "streets.csv, row 6: areaCode is '370799'"),
        ("streets.csv", STREETS + '370702001,"又一街道",370702,37,3707\n', "row 6: the code 370702001 stands there twice"),
        ("streets.csv", "code,name,areaCode\n", "streets.csv: no city has a street"),
        ("provinces.csv", PROVINCES + '41,"' + "长" * 61 + '"\n', "provinces.csv, row 4: the name is"),
        ("provinces.csv", PROVINCES + '41,"没有结尾\n', "provinces.csv, row"),
        ("provinces.csv", "code,name\n37,山东".encode("gb18030"), "provinces.csv: is not UTF-8 text"),
    ],
)  # fmt: skip
def test_a_bad_folder_is_told_by_file_and_row(folder, file, text, words):
    if text is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(divisions.BadDivisions, match=r".*") as told:
        divisions.city(folder, streets=3, rng=Random(1))

    assert words in str(told.value)


def test_the_command_tells_it_in_a_sentence_and_makes_nothing(folder, tmp_path, monkeypatch):
    (folder / "areas.csv").write_text("code,name\n", "utf8")
    home = tmp_path / "home"
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    told = CliRunner().invoke(demo_city, ["--members", "90", "--branches", "3", "--divisions", str(folder)])

    assert told.exit_code == 1
    assert "areas.csv, row 1" in told.output and "Traceback" not in told.output
    assert not (home / "demo-sign-ins.json").exists()
