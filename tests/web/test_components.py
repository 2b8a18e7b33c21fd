"""The pieces pages are made of: they say in words what they show in colour."""

import re

import pytest
from flask import render_template_string
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict
from quizapp.web.form import Form


@pytest.fixture
def drawn(app):
    """Renders a macro called with values."""

    def draw(file, call, **values):
        source = f'{{% import "components/{file}.html" as it %}}{call}'
        with app.test_request_context():
            return " ".join(re.sub(r"\s+", " ", render_template_string(source, **values)).split())

    return draw


def test_a_button_that_is_not_allowed_says_why(drawn):
    shown = drawn(
        "verdict",
        "{{ it.verdict_button('Hand over', v) }}",
        v=Verdict(Message("Answer all questions first.")),
    )

    assert "disabled" in shown and 'aria-describedby="why-not"' in shown
    assert '<p class="hint" id="why-not">Answer all questions first.</p>' in shown


def test_a_button_that_is_allowed_says_nothing_more(drawn):
    shown = drawn("verdict", "{{ it.verdict_button('Hand over', v) }}", v=ALLOWED)

    assert "disabled" not in shown and "hint" not in shown


def test_a_full_bar_says_so_with_a_tick(drawn):
    assert "✓" in drawn("progress", "{{ it.bar(5, 5, 'Five') }}")
    assert "✓" not in drawn("progress", "{{ it.bar(4, 5, 'Five') }}")


def test_a_bar_for_nothing_and_one_beyond_its_most_are_drawn(drawn):
    assert 'value="0" max="1"' in drawn("progress", "{{ it.bar(0, 0, 'Five') }}")
    assert 'value="5" max="5"' in drawn("progress", "{{ it.bar(7, 5, 'Five') }}")


def test_a_ring_is_drawn_as_far_as_the_day_has_come(drawn):
    assert 'stroke-dasharray="47.0 200"' in drawn("progress", "{{ it.ring(31, 66, '/ 66') }}")
    assert "ring-value" not in drawn("progress", "{{ it.ring(0, 66, '/ 66') }}")
    assert "ring-done" in drawn("progress", "{{ it.ring(70, 66, '/ 66') }}")


def test_an_answer_says_whether_it_was_right_and_chosen(drawn):
    assert "✓" in drawn("option", "{{ it.option_shown(0, 'rain', true, true) }}")
    assert "✗" in drawn("option", "{{ it.option_shown(0, 'rain', false, true) }}")
    assert "option-says" not in drawn("option", "{{ it.option_shown(0, 'rain', false, false) }}")


def test_words_from_outside_are_never_markup(drawn):
    shown = drawn("option", "{{ it.option(0, text, text) }}", text='"><script>')

    assert "<script>" not in shown


def test_the_own_row_of_a_board_is_marked_in_words(drawn):
    mine = drawn("board", "{{ it.board_row(4, '李梅', 1171, mine=true, change=2) }}")
    other = drawn("board", "{{ it.board_row(5, '陈刚', 1166) }}")

    assert 'id="mine"' in mine and "board-you" in mine and "▲" in mine
    assert "board-you" not in other and "trend" not in other


def test_a_line_that_paid_nothing_shows_nought_and_why(drawn):
    shown = drawn("statement", "{{ it.statement_row('Reading', 0, note='The day is full.') }}")

    assert "statement-unpaid" in shown and ">0<" in shown and "The day is full." in shown


def test_a_field_tells_what_is_wrong_with_it(app, drawn):
    class Door(Form):
        name = StringField("Name", description="As your administrator wrote it")
        stay = BooleanField("Stay signed in")

    with app.test_request_context():
        form = Door()
    form.name.errors = form.stay.errors = ["Who are you?"]
    shown = drawn("form", "{{ it.field(form.name) }}{{ it.field(form.stay) }}", form=form)

    assert shown.count('aria-invalid="true"') == 2 and 'aria-describedby="name-says"' in shown
    assert "Who are you?" in shown and "As your administrator wrote it" in shown


def test_every_kind_of_field_has_a_label(app, drawn):
    class Wishes(Form):
        large = BooleanField("Large type")
        theme = RadioField("Theme", choices=[SelectChoice("light", "Light"), SelectChoice("dark", "Dark")])
        language = SelectField("Language", choices=[SelectChoice("en", "English")])

    with app.test_request_context():
        form = Wishes()
    shown = drawn("form", "{% for f in form %}{{ it.field(f) }}{% endfor %}", form=form)

    assert shown.count("<label") == 4 and shown.count("<legend") == 1


def test_a_form_carries_the_token_and_the_ticket(drawn):
    shown = drawn("form", "{% call it.post_form('/here', ticket='t-1') %}x{% endcall %}")

    assert 'name="csrf_token"' in shown and 'name="ticket" value="t-1"' in shown
