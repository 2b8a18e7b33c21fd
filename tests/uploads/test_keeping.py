"""Keeping pictures: under random names, within a day's measure, shown by signed addresses, swept when nothing shows them."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp import config
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.uploads import gateways, limits, operations, worker
from quizapp.uploads.addresses import Address
from quizapp.uploads.models import Upload, UploadDay
from tests.conftest import NOON
from tests.uploads.making import a_picture

DAY = timedelta(days=1)


@pytest.fixture
def folder(app):
    return config.current().media_folder


def send(folder, member, content=None, **more):
    content = content or a_picture()
    return gateways.take_in(content, folder=folder, by=member and member.id, day=NOON.date(), at=NOON, **more)


def address_of(upload, member, *, size="small", at=NOON):
    address = Address.minted(upload.handle, size, member_id=member.id, at=at)
    return f"/media/{address.text(config.current().secrets.cookie)}"


def test_it_works(client_of, li_mei, folder):
    upload = send(folder, li_mei)

    answer = client_of(li_mei).get(address_of(upload, li_mei))

    assert answer.status_code == 200 and answer.data[8:12] == b"WEBP"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline; filename=picture.webp"
    assert (
        answer.headers["Cache-Control"].startswith("private") or "private" in answer.headers["Cache-Control"]
    )
    assert "no-store" not in answer.headers["Cache-Control"]


def test_an_address_is_for_one_member_and_for_an_hour_or_two(client_of, house, folder, wall):
    upload = send(folder, house.li_mei)
    address = address_of(upload, house.li_mei)
    own, other = client_of(house.li_mei), client_of(house.wang_qiang)

    assert other.get(address).status_code == 404
    assert own.get(address.replace("small", "large")).status_code == 404
    assert own.get(address[:-1] + ("a" if address[-1] != "a" else "b")).status_code == 404
    wall.forward(hours=1, minutes=59)
    assert own.get(address).status_code == 200
    wall.forward(minutes=61)
    assert own.get(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["../../secrets.toml", "..%2f..%2fsecrets.toml", "CON", "a\0b" * 8, "\u202egnp.exe", "x" * 300, ""],
)
def test_no_name_that_someone_sends_leads_to_a_file(client_of, li_mei, folder, name):
    folder.mkdir(mode=0o700)
    with pytest.raises(ValueError):
        gateways.path_of(folder, name, "small")

    assert client_of(li_mei).get(f"/media/{name}.small.9999999999.sign").status_code == 404


def test_files_lie_where_only_their_owner_can_read_them(li_mei, folder):
    upload = send(folder, li_mei)

    assert folder.stat().st_mode & 0o777 == 0o700
    for size in ("large", "small"):
        assert gateways.path_of(folder, upload.handle, size).stat().st_mode & 0o777 == 0o600


def test_a_member_sends_no_more_than_a_days_measure_and_what_was_refused_leaves_no_file(li_mei, folder):
    for _ in range(2):
        send(folder, li_mei)
    spent = db.session.get_one(UploadDay, (li_mei.id, NOON.date()))
    assert (spent.files, spent.bytes) == (2, db.session.scalar(select(func.sum(Upload.bytes))))

    for number in range(3, limits.FILES_A_DAY + 1):
        operations.note(
            handle=f"made-by-the-test-{number}",
            width=1,
            height=1,
            size=1,
            by=li_mei.id,
            day=NOON.date(),
            at=NOON,
        )
    with pytest.raises(Refused, match="tomorrow"):
        send(folder, li_mei)

    assert len(list(folder.iterdir())) == 4


def test_a_disk_that_is_nearly_full_takes_no_pictures(li_mei, folder):
    with pytest.raises(Refused, match="room"):
        send(folder, li_mei, least_free=10**18)

    assert db.session.scalar(select(func.count()).select_from(Upload)) == 0


def test_what_nothing_shows_is_swept_a_day_later_and_what_is_shown_stays(li_mei, folder):
    shown, loose, released = [send(folder, li_mei) for _ in range(3)]
    loose_file = gateways.path_of(folder, loose.handle, "large")
    stray = gateways.path_of(folder, "a-file-without-a-row", "small")
    stray.write_bytes(b"")
    for file in folder.iterdir():
        os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    for upload in (shown, released):
        operations.attach(upload_id=upload.id, subject="reward:1")
    operations.release(upload_id=released.id, at=NOON + DAY)

    assert worker.sweep(folder, at=NOON + DAY + timedelta(hours=1)) == 2
    assert not stray.exists() and not loose_file.exists()
    assert worker.sweep(folder, at=NOON + DAY + timedelta(hours=2)) == 0
    assert worker.sweep(folder, at=NOON + 3 * DAY) == 1
    assert {path.name.split(".")[0] for path in folder.iterdir()} == {shown.handle}


def test_a_picture_that_was_swept_cannot_be_shown(li_mei, folder):
    upload_id = send(folder, li_mei).id
    worker.sweep(folder, at=NOON + 2 * DAY)

    with pytest.raises(Refused, match="once more"):
        operations.attach(upload_id=upload_id, subject="reward:1")
