"""quizapp people ...: the first administrator, made where nobody can sign in yet; rosters and the tree in and out."""

import secrets

import click
from flask.cli import AppGroup

from quizapp import config
from quizapp.db import atomic
from quizapp.kernel import clock
from quizapp.people import operations, passwords, queries
from quizapp.people.cli.headcounts import import_headcounts
from quizapp.people.cli.inviting import invite_members
from quizapp.people.cli.organisations import export_organisations, import_organisations
from quizapp.people.cli.rosters import export_roster, import_roster
from quizapp.people.roles import Role

people = AppGroup("people", help="Look after organisations and members.")
people.add_command(import_roster)
people.add_command(export_roster)
people.add_command(invite_members)
people.add_command(import_headcounts)
people.add_command(import_organisations)
people.add_command(export_organisations)


@people.command("create-admin")
@click.option("--sign-in-name", required=True, help="The name to sign in with.")
@click.option("--name", required=True, help="The administrator's own name.")
@click.option(
    "--organisation",
    "organisation_name",
    default="组织",
    show_default=True,
    help="Name of the top organisation.",
)
@click.option(
    "--code",
    default="top",
    show_default=True,
    help="Code of the top organisation; made when it is not there.",
)
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="Time zone of its study day.")
@click.option("--phone", help="Phone number, as an alternative to the sign-in name.")
def create_admin(
    sign_in_name: str, name: str, organisation_name: str, code: str, zone: str, phone: str | None
) -> None:
    """Make an administrator of the top organisation, with a first password that must be changed at once."""
    at, keys = clock.now(), config.current().secrets
    password = secrets.token_urlsafe(9)
    hashed = passwords.hashed(password)
    with atomic():
        operations.seed_member_types()
        top = queries.organisation_by_code(code) or operations.create_organisation(
            code=code, name=organisation_name, parent_id=None, is_branch=True, zone=zone, at=at
        )
        new = operations.NewMember(sign_in_name, name, top.id, "office", phone=phone, password_hash=hashed)
        member = operations.add_member(new=new, phone_key=keys.phone, index_key=keys.index, at=at)
        operations.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=top.id, by=None, at=at)
    click.echo(f"{name} administers {organisation_name} ({code}).")
    click.echo(
        f"Sign in as {sign_in_name} with the first password {password}; a new one is asked for at once."
    )
