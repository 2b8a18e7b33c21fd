"""The list of sign-ins that the demo writes."""

import json
from random import Random

from quizapp.demo import sign_ins
from quizapp.demo.cast import KNOWN
from quizapp.people.passwords import acceptable


def test_the_file_lists_role_name_and_password_and_only_its_owner_reads_it(tmp_path):
    passwords = sign_ins.made(Random(1))

    sign_ins.write(tmp_path, passwords)

    rows = json.loads((tmp_path / "demo-sign-ins.json").read_text("utf8"))
    assert [set(row) for row in rows] == [{"role", "name", "password"}] * 9
    assert rows[0] == {"role": "member", "name": "limei", "password": passwords["limei"]}
    assert (tmp_path / "demo-sign-ins.json").stat().st_mode & 0o077 == 0


def test_what_was_written_is_read_again(tmp_path):
    passwords = sign_ins.made(Random(2))

    sign_ins.write(tmp_path, passwords)

    assert sign_ins.read(tmp_path) == passwords


def test_a_missing_or_damaged_file_is_no_list(tmp_path):
    assert sign_ins.read(tmp_path) is None

    (tmp_path / "demo-sign-ins.json").write_text('[{"name": "limei"', "utf8")

    assert sign_ins.read(tmp_path) is None


def test_passwords_differ_between_sign_ins_and_instances_and_are_acceptable():
    here, there = sign_ins.made(Random(3)), sign_ins.made(Random(4))

    assert len({*here.values(), *there.values()}) == 2 * len(KNOWN)
    for person in KNOWN:
        assert acceptable(here[person.sign_in_name], sign_in_name=person.sign_in_name, name=person.name)
