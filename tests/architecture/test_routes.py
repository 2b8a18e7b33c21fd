"""Routes: each wears a guard, stands in the rules below, and its page stands where its endpoint says."""

import re

import pytest

from tests.architecture.reading import ROOT

# Who may open what. A new route without a line here fails, and so does a line without a route.
RULES = {
    "anyone": {
        "static",
        "assets.bootstrap",
        "assets.styles",
        "accounts.activate",
        "accounts.check_code",
        "accounts.come_in",
        "accounts.enter",
        "accounts.join",
        "accounts.join_by_code",
        "accounts.joined",
        "accounts.newcomer",
        "accounts.sign_in",
        "accounts.open_session",
        "accounts.set_language",
    },
    "requires study": {
        "accounts.change_password",
        "accounts.change_phone",
        "accounts.data",
        "accounts.devices",
        "accounts.end_device",
        "accounts.erase",
        "accounts.fetch_data",
        "accounts.me",
        "accounts.password",
        "accounts.phone",
        "accounts.set_name_shown",
        "accounts.set_preferences",
        "accounts.sign_out",
        "accounts.sign_out_everywhere",
        "desk.end_view",
        "inbox.follow",
        "inbox.notices",
        "inbox.read_all",
        "paths.learn",
        "paths.module",
        "paths.package",
        "points.board",
        "points.improved",
        "points.level",
        "points.parts",
        "points.entry",
        "points.statement",
        "points.why",
        "points.streak",
        "quizzes.again",
        "quizzes.answer",
        "quizzes.challenge",
        "quizzes.finish",
        "quizzes.past",
        "quizzes.question",
        "quizzes.result",
        "quizzes.start_daily",
        "rewards.cancel",
        "rewards.catalogue",
        "rewards.mine",
        "rewards.redeem",
        "rewards.redemption",
        "rewards.reveal",
        "rewards.show",
        "site.rules",
        "site.today",
        "study.article",
        "study.beat",
        "study.finished",
        "study.search",
        "uploads.picture",
    },
    "requires manage_people": {
        "desk.add",
        "desk.apply_roster",
        "desk.apply_tree",
        "study.choose_columns",
        "study.columns",
        "desk.approve_join",
        "desk.begin_view",
        "desk.bring_in",
        "desk.cancel_move",
        "desk.change",
        "desk.classify",
        "desk.close",
        "desk.close_join_link",
        "desk.create",
        "desk.details",
        "desk.drop_roster",
        "desk.drop_tree",
        "desk.decline_join",
        "desk.drop_headcount",
        "desk.end_host",
        "desk.end_role",
        "desk.erase",
        "desk.export_members",
        "desk.export_tree",
        "desk.grant",
        "desk.headcounts",
        "desk.host",
        "desk.import_headcounts",
        "desk.invitations",
        "desk.invite",
        "desk.invite_one",
        "desk.joining",
        "desk.member",
        "desk.members",
        "desk.mend_roster",
        "desk.mend_tree",
        "desk.move",
        "desk.leave_to_rosters",
        "desk.offer_new_password",
        "desk.open_join_link",
        "desk.organisation",
        "desk.organisations",
        "desk.read_on",
        "desk.refused_organisations",
        "desk.refused_rows",
        "desk.poster",
        "desk.rename",
        "desk.reopen",
        "desk.revoke",
        "desk.roster",
        "desk.roster_import",
        "desk.save_settings",
        "desk.send_tree",
        "desk.set_headcount",
        "desk.settings",
        "desk.settle",
        "desk.take_step",
        "desk.tree",
        "desk.tree_file",
    },
    "requires keep_phones": {
        "desk.ask_for_phone",
        "desk.change_phone",
        "desk.clear_bounce",
        "desk.note_bounce",
        "desk.note_bounces",
        "desk.phone",
        "desk.phone_desk",
        "desk.phones",
        "desk.show_phone",
    },
    "requires adjust_points": {
        "ledger.approve",
        "ledger.change",
        "ledger.decline",
        "ledger.drop_leave",
        "ledger.drop_outage",
        "ledger.entry",
        "ledger.member",
        "ledger.note_leave",
        "ledger.note_outage",
        "ledger.outages",
        "ledger.proposals",
        "ledger.take_back",
        "ledger.withdraw",
    },
    "requires see_figures": {
        "supervision.figures_file",
        "supervision.guests",
        "supervision.list_file",
        "supervision.missing",
        "supervision.overview",
        "supervision.parts",
        "supervision.remind",
        "supervision.tops",
        "supervision.types",
    },
    "requires manage_rewards": {
        "reward_desk.add_codes",
        "reward_desk.call_off",
        "reward_desk.comers",
        "reward_desk.comers_file",
        "reward_desk.take_out_codes",
        "reward_desk.approve",
        "reward_desk.budget",
        "reward_desk.budget_file",
        "reward_desk.budget_line",
        "reward_desk.cancel",
        "reward_desk.change",
        "reward_desk.change_stock",
        "reward_desk.create",
        "reward_desk.decline",
        "reward_desk.new",
        "reward_desk.offer_again",
        "reward_desk.picture",
        "reward_desk.queue",
        "reward_desk.reward",
        "reward_desk.shelf",
        "reward_desk.terms",
        "reward_desk.withdraw",
    },
    "requires hand_over": {
        "reward_desk.counter",
        "reward_desk.hand_over",
    },
    "requires manage_tariff": {
        "tariff.additions",
        "tariff.change",
        "tariff.decide",
        "tariff.postpone",
        "tariff.proposal",
        "tariff.propose",
        "tariff.propose_additions",
        "tariff.rules",
        "tariff.tops",
    },
    "requires see_audit": {
        "desk.audit",
        "ledger.digests",
        "ledger.digests_file",
    },
}


def test_every_route_is_in_the_rules_and_every_rule_is_a_route(app):
    guards = {endpoint: view.guard for endpoint, view in app.view_functions.items()}

    assert guards == {endpoint: guard for guard, endpoints in RULES.items() for endpoint in endpoints}


def test_nothing_is_changed_by_a_link(app):
    for rule in app.url_map.iter_rules():
        unsafe = rule.methods - {"GET", "HEAD", "OPTIONS"}

        assert not (unsafe and "GET" in rule.methods), f"{rule} reads and writes"


def test_someone_who_has_not_signed_in_is_sent_to_sign_in(app, client):
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].guard == "anyone" or "GET" not in rule.methods:
            continue
        address = re.sub(r"<int:[^>]+>", "1", rule.rule)
        answer = client.get(re.sub(r"<[^>]+>", "x", address))

        assert answer.status_code == 303, rule
        assert answer.location.startswith("/sign-in"), rule


def test_pages_stand_where_their_endpoint_says():
    package = ROOT / "quizapp"
    for page in [*package.rglob("views.py"), *package.rglob("views/*.py")]:
        slice_name = page.relative_to(package).parts[0]
        for name in re.findall(r'render_template\(\s*"([^"]+)"', page.read_text("utf8")):
            assert name.startswith((f"{slice_name}/", "errors/")), f"{page}: {name}"
            assert (ROOT / "templates" / name).is_file(), name


def test_staff_pages_stand_in_a_folder_of_their_own():
    for page in (ROOT / "quizapp").rglob("manage/*.py"):
        for name in re.findall(r'render_template\(\s*"([^"]+)"', page.read_text("utf8")):
            assert name.startswith(f"{page.parent.parent.name}/manage/"), f"{page}: {name}"
            assert (ROOT / "templates" / name).is_file(), name


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_other_methods_run_no_view(client_of, li_mei, method):
    answer = client_of(li_mei).open("/me", method=method)

    assert answer.status_code in {200, 405}
    assert "/me/preferences" not in answer.text
