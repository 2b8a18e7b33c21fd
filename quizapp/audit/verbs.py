"""What each act of the audit trail, and each thing it changes, is called on a page."""

from quizapp.kernel.message import Message

# A verb is never renamed: old rows keep their meaning.
VERBS: dict[str, Message] = {
    "create_organisation": Message("Organisation created"),
    "rename_organisation": Message("Organisation renamed"),
    "move_organisation": Message("Organisation moved"),
    "plan_move": Message("Move planned"),
    "drop_move": Message("Planned move dropped"),
    "close_organisation": Message("Organisation closed"),
    "set_settings": Message("Settings changed"),
    "classify_organisation": Message("Kind of place changed"),
    "suspend_member": Message("Member suspended"),
    "take_up_member": Message("Member taken up again"),
    "member_left": Message("Member left"),
    "member_returned": Message("Member returned"),
    "host_member": Message("Host branch set"),
    "end_hosting": Message("Host branch ended"),
    "erase_member": Message("Member erased"),
    "export_own_data": Message("Own data fetched"),
    "change_phone": Message("Phone changed"),
    "unmask_phone": Message("Phone seen whole"),
    "phone_bounced": Message("Phone noted as bounced"),
    "phones_bounced": Message("Phones noted as bounced from a list"),
    "clear_bounce": Message("Phone taken off the list of those that bounced"),
    "ask_for_phone": Message("Member asked for a new phone"),
    "grant": Message("Role given"),
    "revoke": Message("Role taken away"),
    "begin_view": Message("View as a member begun"),
    "end_view": Message("View as a member ended"),
    "import_roster": Message("Roster applied"),
    "export_roster": Message("Members written to a file"),
    "invite": Message("Invitation codes made"),
    "register": Message("Registered with an invitation code"),
    "open_join_link": Message("Join link opened"),
    "close_join_link": Message("Join link closed"),
    "join": Message("Joined by a link"),
    "approve_join": Message("Let in"),
    "decline_join": Message("Not let in"),
    "remind": Message("Reminder sent"),
    "export_list": Message("List of people written to a file"),
    "change_password": Message("Password changed"),
    "points_adjust": Message("Points adjusted"),
    "points_reversal": Message("Points taken back"),
    "load_tariff": Message("Tariff loaded"),
    "propose_tariff": Message("Change of the tariff proposed"),
    "approve_tariff": Message("Change of the tariff approved"),
    "reject_tariff": Message("Change of the tariff turned down"),
    "withdraw_tariff": Message("Change of the tariff withdrawn"),
    "postpone_tariff": Message("Change of the tariff put off"),
    "bank.load": Message("Question bank loaded"),
    "demo_found": Message("Demo organisation founded"),
    "demo_play": Message("Demo day played"),
    "demo_load": Message("Demo content loaded"),
    "demo_city": Message("Demo city begun"),
    "demo_city_built": Message("Demo city built"),
}

FIELDS: dict[str, Message] = {
    "code": Message("Code"),
    "name": Message("Called"),
    "parent": Message("Above it"),
    "path": Message("Place in the tree"),
    "on": Message("Effective day"),
    "closed_on": Message("Closed on"),
    "role": Message("Role"),
    "ends_on": Message("Until"),
    "zone": Message("Time zone"),
    "content_language": Message("Language of articles and questions"),
    "rank_visibility": Message("Places shown"),
    "columns": Message("Columns shown"),
    "joining": Message("Joining by a link"),
    "codes": Message("Codes"),
    "voided": Message("Codes voided"),
    "list": Message("List"),
    "reminded": Message("People reminded"),
    "registration_target": Message("Target of the registration rate"),
    "participation_target": Message("Target of the participation rate"),
    "amount": Message("Amount"),
    "object": Message("Object"),
    "rules": Message("Rules"),
    "proposal": Message("Proposal"),
    "branch": Message("Branch"),
    "member_type": Message("Member type"),
    "state": Message("State"),
    "phone": Message("Phone"),
    "history": Message("Days played"),
    "seed": Message("Seed"),
    "reason": Message("Reason"),
    "members": Message("Members"),
    "host": Message("Host branch"),
    "field": Message("Kind of place"),
    "category": Message("Category"),
    "categories": Message("Categories"),
}


def verb_in_words(verb: str) -> Message | str:
    """The name of a verb; one that has none yet is shown as it is written, its underscores as spaces."""
    return VERBS.get(verb) or _plain(verb)


def field_in_words(field: str) -> Message | str:
    return FIELDS.get(field) or _plain(field)


def _plain(word: str) -> str:
    return word.replace("_", " ").replace(".", " ")
