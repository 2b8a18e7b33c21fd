"""What can be wrong with a cell: one sentence each, without the cell's content, which is personal."""

from quizapp.kernel.message import Message

EMPTY = Message("This cell must not be empty.")
NO_KEY = Message(
    "The number is missing. Who is a member and has none yet gets one in their file; then write it here."
)
SCIENTIFIC = Message(
    "A spreadsheet wrote this number with an exponent; its digits are lost. Store it as text."
)
FRACTION = Message("A spreadsheet gave this number a decimal point. Store it as text.")
GROUPED = Message("This number is written with separators. Store it as text.")
CUT = Message("A spreadsheet keeps 15 digits of a number; the rest of this one is lost. Store it as text.")
CHECK_DIGIT = Message("The check digit of this identity number is wrong: digits are lost or mistyped.")
ZEROS = Message("Leading zeros of this number seem to be lost. Store it as text.")
SHOWN_ZEROS = Message("The leading zeros of this number are only shown, not stored. Store it as text.")
DATE = Message("A spreadsheet turned this cell into a date. Store it as text.")
TRUTH = Message("A spreadsheet turned this cell into true or false. Store it as text.")
FORMULA = Message("This cell holds a formula. Store its value as text.")
SHEET_ERROR = Message("This cell holds an error of a spreadsheet, or signs that stand for a lost number.")
SIGNS = Message("This cell holds invisible or damaged signs. Type it anew.")
TOO_LONG = Message("This cell is too long.")
NO_NAME = Message("This is not a name.")
NO_PHONE = Message("This is not a phone number.")
MASKED = Message("This phone number is masked. Leave the cell empty to keep the number that is there.")
NO_SIGN_IN_NAME = Message("This cannot be a sign-in name.")
TOO_WIDE = Message("This row has more cells than the header.")
QUOTE = Message("A quotation mark in this row is not closed, or stands inside a cell.")
TWICE = Message("Another row says the same; it must be one member's alone.")
NEW_ROW_NEEDS = Message("A new member needs this.")
UNKNOWN_BRANCH = Message("There is no such branch.")
AMBIGUOUS_BRANCH = Message("Several branches have this name. Give the branch's code.")
OUTSIDE = Message("This member belongs to another organisation.")
UNKNOWN_TYPE = Message("There is no such kind of member.")
PHONE_TAKEN = Message("This phone number belongs to another member.")
PHONE_UNNUMBERED = Message(
    "A member without a number has this phone, but another name or branch, or has left. "
    "If it is they, give them the number in their file."
)
SIGN_IN_NAME_TAKEN = Message("This sign-in name belongs to another member.")
NO_DAY = Message("This is no day. Write it as 2026-01-31.")
NO_COUNT = Message("This is no number of people. Write it in digits, without signs between them.")
DAY_TWICE = Message("Another row gives a headcount of this branch from the same day on.")
