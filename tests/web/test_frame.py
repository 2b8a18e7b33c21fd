"""What stands around every page: language, theme, type, the tabs, and the language switch."""

import re

from flask import url_for

from quizapp.db import atomic
from quizapp.people import operations as people
from quizapp.people.models import MemberState
from quizapp.people.roles import Role
from quizapp.web import nav
from tests.conftest import NOON


def prefer(member, **likes):
    usual = {"interface_language": None, "content_language": "zh-Hans", "large_type": False, "theme": "auto"}
    people.set_preferences(member_id=member.id, **(usual | likes))


def test_a_visitor_sees_no_tabs_and_may_choose_the_language(client):
    page = client.get("/nowhere").text

    assert 'class="tab"' not in page
    assert 'name="language" value="en"' in page
    assert 'name="next" value="/nowhere"' in page


def test_the_language_switch_never_returns_to_an_address_that_only_takes_forms(client_of, li_mei):
    visitor = client_of(li_mei)
    visitor.get("/me")

    refused = visitor.post("/nowhere").text

    assert 'name="next" value="/"' in refused


def test_a_member_sees_the_tabs_in_their_order(app, client_of, li_mei):
    page = client_of(li_mei).get("/me").text

    with app.test_request_context():
        addresses = [url_for(tab.endpoint) for tab in nav.tabs()]
    assert re.findall(r'class="tab" href="([^"]+)"', page) == addresses


def test_the_tab_of_the_page_is_marked(client_of, li_mei):
    page = client_of(li_mei).get("/me").text

    assert page.count("aria-current") == 1
    assert 'href="/me" aria-current="page"' in page


def test_a_page_under_a_tab_marks_the_tab_without_claiming_to_be_it(client_of, li_mei):
    page = client_of(li_mei).get("/points").text

    assert 'href="/me" aria-current="true"' in page


def test_on_a_desk_the_desk_is_marked_and_the_tab_that_leads_to_it_stands_out(client_of, li_mei, house):
    people.grant(member_id=li_mei.id, role=Role.AUDITOR, organisation_id=house.works.id, by=None, at=NOON)

    page = client_of(li_mei).get("/desk/audit").text

    assert page.count("aria-current=") == 1
    assert re.search(r'class="tab tab-desk" href="/desk/audit" aria-current="page"', page)
    assert re.findall(r'class="tab tab-above" href="([^"]+)"', page) == ["/me"]


def test_a_tab_whose_page_is_missing_is_left_out(app):
    del app.view_functions["accounts.me"]

    with app.test_request_context():
        assert "accounts.me" not in [tab.endpoint for tab in nav.tabs()]


def test_theme_and_type_are_the_members_own(client_of, li_mei):
    prefer(li_mei, theme="dark", large_type=True)

    assert '<html lang="zh-Hans" data-theme="dark" data-type="large">' in client_of(li_mei).get("/me").text


def test_the_page_speaks_the_language_it_says_it_speaks(client_of, li_mei):
    prefer(li_mei, interface_language="en")

    page = client_of(li_mei).get("/me").text

    assert '<html lang="en"' in page
    assert "· Study Star</title>" in page


def test_an_error_page_has_a_way_on(client):
    page = client.get("/nowhere").text

    assert page.count("<h1") == 1
    assert 'class="button button-primary" href="/"' in page


def test_who_is_suspended_is_told_so_and_can_sign_out(client_of, li_mei):
    prefer(li_mei, interface_language="en")
    mine = client_of(li_mei)
    mine.get("/me")
    with atomic():
        li_mei.state = MemberState.SUSPENDED

    page = mine.get("/me")

    assert page.status_code == 403
    assert "Your membership is suspended" in page.text and 'action="/sign-out"' in page.text
    assert mine.post("/sign-out").status_code == 303
    assert "/sign-in" in mine.get("/me").headers["Location"]
