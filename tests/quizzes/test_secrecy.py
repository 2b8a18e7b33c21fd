import base64
import re
import zlib

import pytest

from tests.quizzes.playing import form_of, run_of

# Everything the questions of conftest.py hold that would tell a key: planted there to be looked for here.
CANARY = re.compile(rb"KEY-?CANARY-?(\d)|(QUOTE)-CANARY|(SOURCE)-CANARY|(article)-canary")
COOKIE = re.compile(r"[A-Za-z0-9_-]{8,}")


def bytes_of(response):
    """Body, headers, and what a cookie would hold when unpacked."""
    headers = str(response.headers)
    return b"\n".join([response.data, headers.encode(), *map(unpacked, COOKIE.findall(headers))])


def unpacked(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) % 4 != 1 else b""
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return raw


def found_in(response):
    return {next(filter(None, found)).decode() for found in CANARY.findall(bytes_of(response))}


@pytest.fixture
def address(client_of, five, house):
    client = client_of(house.li_mei)
    client.get("/challenge")
    return client, client.post("/quiz/daily").location


def test_no_key_leaves_before_its_answer_and_every_key_after_it(address, mei):
    client, quiz = address
    released = set()
    for place in range(5):
        number = str(run_of(mei, quiz[6:]).paper[place].question_id)
        pages = [
            "/challenge",
            "/quiz/past",
            quiz,
            f"{quiz}?n={place + 1}",
            f"{quiz}?n=5",
            f"{quiz}/result",
        ]
        before = [client.get(page) for page in pages] + [client.post(f"{quiz}/answer", data={"n": place + 1})]
        assert not any(found_in(page) for page in before)

        sent = client.post(
            f"{quiz}/answer", data=form_of(mei, quiz[6:], place, right=False) | {"n": str(place + 1)}
        )
        assert not found_in(sent)
        assert number in found_in(client.get(sent.location)) <= {number, "QUOTE", "article"}
        released.add(number)
    assert released <= found_in(client.get(f"{quiz}/result"))


def test_an_earlier_explanation_tells_nothing_of_the_next_question(address, mei):
    client, quiz = address
    client.post(f"{quiz}/answer", data=form_of(mei, quiz[6:], 0) | {"n": "1"})

    asked = run_of(mei, quiz[6:]).paper[1]
    assert str(asked.question_id) not in found_in(client.get(f"{quiz}?n=1"))


def test_all_options_are_written_alike(address, mei):
    client, quiz = address
    place = [one.kind for one in run_of(mei, quiz[6:]).paper].index("single")
    for earlier in range(place):
        client.post(f"{quiz}/answer", data=form_of(mei, quiz[6:], earlier) | {"n": str(earlier + 1)})

    options = re.findall(r'<div class="option">(.*?)</div>', client.get(quiz).text, re.S)

    bare = {re.sub(r'value="[0-9a-f]{12}"|answer-\d|>[^<\s][^<]*<', "", option) for option in options}
    assert len(options) == 4 and len(bare) == 1


def test_addresses_and_pages_name_no_row_of_the_database(address, mei):
    client, quiz = address
    values = re.findall(
        r'name="answer[^"]*" value="([^"]*)"|name="place-([^"]*)"|name="answer-([^"]*)"',
        client.get(quiz).text,
    )

    assert values
    assert all(re.fullmatch(r"[0-9a-f]{12}|", text) for found in values for text in found)


def test_no_page_of_a_quiz_is_kept_by_the_browser(address):
    client, quiz = address

    assert client.get(quiz).headers["Cache-Control"] == "no-store"
