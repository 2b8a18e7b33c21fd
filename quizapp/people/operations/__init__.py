"""What can be done with organisations, members, grants and sign-ins."""

from quizapp.people.operations.details import leave_to_rosters, settle
from quizapp.people.operations.erasing import erase
from quizapp.people.operations.grants import drop_grants, drop_grants_left_behind, grant, revoke
from quizapp.people.operations.headcounts import Dated, drop_headcount, set_headcounts
from quizapp.people.operations.invitations import invite, offer_new_password, register, renew_password
from quizapp.people.operations.joining import (
    approve_join,
    close_join_link,
    decline_join,
    drop_undecided,
    join,
    open_join_link,
)
from quizapp.people.operations.members import (
    MEMBER_TYPES,
    NewMember,
    activate,
    add_member,
    seed_member_types,
    set_interface_language,
    set_preferences,
    show_name,
)
from quizapp.people.operations.membership import end_hosting, host, take_step
from quizapp.people.operations.moves import cancel_move, carry_out_moves, move
from quizapp.people.operations.organisations import import_organisations
from quizapp.people.operations.sign_ins import (
    SEEN_EVERY,
    change_password,
    count_try,
    end_every_sign_in,
    end_sign_in,
    forget_tries,
    note_seen,
    open_sign_in,
)
from quizapp.people.operations.tree import (
    classify,
    close,
    create_organisation,
    rename,
    reopen,
    set_settings,
)
from quizapp.people.operations.tree_files import (
    apply_tree_file,
    drop_stale_tree_files,
    drop_tree_file,
    keep_tree_file,
    note_export_of_organisations,
)
from quizapp.people.operations.viewing import begin_view, end_view
from quizapp.people.operations.words import draw_words

__all__ = [
    "MEMBER_TYPES",
    "SEEN_EVERY",
    "Dated",
    "NewMember",
    "activate",
    "add_member",
    "apply_tree_file",
    "approve_join",
    "begin_view",
    "cancel_move",
    "carry_out_moves",
    "change_password",
    "classify",
    "close",
    "close_join_link",
    "count_try",
    "create_organisation",
    "decline_join",
    "draw_words",
    "drop_grants",
    "drop_grants_left_behind",
    "drop_headcount",
    "drop_stale_tree_files",
    "drop_tree_file",
    "drop_undecided",
    "end_every_sign_in",
    "end_hosting",
    "end_sign_in",
    "end_view",
    "erase",
    "forget_tries",
    "grant",
    "host",
    "import_organisations",
    "invite",
    "join",
    "keep_tree_file",
    "leave_to_rosters",
    "move",
    "note_export_of_organisations",
    "note_seen",
    "offer_new_password",
    "open_join_link",
    "open_sign_in",
    "register",
    "rename",
    "renew_password",
    "reopen",
    "revoke",
    "seed_member_types",
    "set_headcounts",
    "set_interface_language",
    "set_preferences",
    "set_settings",
    "settle",
    "show_name",
    "take_step",
]
