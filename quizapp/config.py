"""Every setting, its default and its meaning; read once from the environment, and refused at start when it makes no sense.

A setting `x` is read from `QUIZAPP_X`, from the file `.env` in the instance's folder, or from its default here.
Secrets come from the environment or from `secrets.toml` (mode 0600) in the instance's folder.
"""

import os
import re
import secrets as random_secrets
import tomllib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from flask import current_app

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent


class BadSettings(Exception):
    """A setting, or the folder or file it lives in, cannot be used; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must never be shown: signs cookies, encrypts phones, and keys their blind index. Each 32 bytes or more."""

    cookie: bytes
    phone: bytes
    index: bytes


@dataclass(frozen=True, slots=True)
class Settings:
    """How this instance runs."""

    home: Path  # QUIZAPP_HOME: database, search index, secrets.toml; ./.quizapp in a checkout
    database_url: str  # DATABASE_URL: sqlite in `home` by default, or postgresql+psycopg://…
    mode: str  # QUIZAPP_MODE: production | demo | test
    secrets: Secrets
    trusted_hosts: tuple[str, ...]  # QUIZAPP_TRUSTED_HOSTS: host names answered to, comma separated
    plain_http: bool  # cookies without Secure: only on the loopback address
    proxy_hops: int  # QUIZAPP_PROXY_HOPS: how many proxies in front add X-Forwarded-For
    workers: int  # QUIZAPP_WORKERS: server processes
    content: Path  # QUIZAPP_CONTENT: the folder of articles
    question_bank: Path  # QUIZAPP_QUESTION_BANK: the folder of questions
    templates: Path

    @property
    def index_folder(self) -> Path:
        return self.home / "search-index"

    @property
    def media_folder(self) -> Path:
        return self.home / "media"


MODES = ("production", "demo", "test")
KNOWN = {
    "HOME",
    "MODE",
    "TRUSTED_HOSTS",
    "PLAIN_HTTP",
    "PROXY_HOPS",
    "WORKERS",
    "CONTENT",
    "QUESTION_BANK",
    "SECRETS",
}


def home_folder(environ: Mapping[str, str]) -> Path:
    """Where the instance lives: QUIZAPP_HOME, else `.quizapp` in a checkout, else ~/.local/share/quizapp."""
    if given := environ.get("QUIZAPP_HOME"):
        return Path(given).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".quizapp"
    return Path.home() / ".local" / "share" / "quizapp"


def load(environ: Mapping[str, str] | None = None, *, make_secrets: bool = False) -> Settings:
    """Read the settings. `make_secrets` writes a first `secrets.toml` (the demo does; production never)."""
    env = dict(environ if environ is not None else os.environ)
    home = home_folder(env)
    make_folder(home)
    env = {**_dotenv(home / ".env"), **env}
    if unknown := sorted(name for name in env if name.startswith("QUIZAPP_") and name[8:] not in KNOWN):
        raise BadSettings(
            f"{', '.join(unknown)}: no such setting; known are QUIZAPP_{', QUIZAPP_'.join(sorted(KNOWN))}"
        )
    mode = _one_of(env, "QUIZAPP_MODE", MODES, "production")
    return Settings(
        home=home,
        database_url=_database(env, home),
        mode=mode,
        secrets=_secrets(home, make=make_secrets or mode == "demo"),
        trusted_hosts=_hosts(env.get("QUIZAPP_TRUSTED_HOSTS", "127.0.0.1,localhost")),
        plain_http=_yes_no(env, "QUIZAPP_PLAIN_HTTP", default=mode != "production"),
        proxy_hops=_number(env, "QUIZAPP_PROXY_HOPS", 0, least=0, most=5),
        workers=_number(env, "QUIZAPP_WORKERS", 2, least=1, most=64),
        content=_folder(env, "QUIZAPP_CONTENT", "content"),
        question_bank=_folder(env, "QUIZAPP_QUESTION_BANK", "question_bank"),
        templates=_folder(env, "", "templates"),
    )


def make_folder(folder: Path) -> None:
    """Make a folder only its owner can open; BadSettings says what is wrong when it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            f"{folder}: the folder cannot be made ({error.strerror}); set QUIZAPP_HOME to one that can"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadSettings(
            f"{folder}: the folder is read-only; set QUIZAPP_HOME to a folder that can be written"
        )


def _dotenv(file: Path) -> dict[str, str]:
    try:
        text = file.read_text("utf8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if (
            stripped
            and not stripped.startswith("#")
            and not re.match(r"(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=", stripped)
        ):
            raise BadSettings(f"{file}: line {number} is not NAME=value")
    return {name: value for name, value in dotenv_values(file).items() if value is not None} if text else {}


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = env.get(name, default)
    if value not in choices:
        raise BadSettings(f"{name} is {value!r}; it must be one of {', '.join(choices)}")
    return value


def _yes_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    return _one_of(env, name, ("0", "1"), "1" if default else "0") == "1"


def _number(env: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = env.get(name, str(default))
    if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
        raise BadSettings(f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)


def _folder(env: Mapping[str, str], name: str, default: str) -> Path:
    if given := env.get(name):
        return Path(given).expanduser().resolve()
    beside = CHECKOUT / default
    return beside if beside.is_dir() else PACKAGE / "data" / default


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if not hosts or not all(re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", host) for host in hosts):
        raise BadSettings(
            f"QUIZAPP_TRUSTED_HOSTS is {text!r}; give host names separated by commas, without ports"
        )
    return hosts


def _database(env: Mapping[str, str], home: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{home / 'quizapp.db'}"
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        kind = url.split(":", 1)[0]
        raise BadSettings(f"DATABASE_URL names {kind!r}; use sqlite:///FILE or postgresql://USER@HOST/NAME")
    return url


def _secrets(home: Path, *, make: bool) -> Secrets:
    file = home / "secrets.toml"
    if not file.exists():
        if not make:
            raise BadSettings(f"{file}: there are no secrets yet; run `quizapp secrets` once to make them")
        write_secrets(file)
    if file.stat().st_mode & 0o077:
        raise BadSettings(f"{file}: others can read it; run `chmod 600 {file}`")
    try:
        found = tomllib.loads(file.read_text("utf8"))
        parts = {name: urlsafe_b64decode(found[name]) for name in ("cookie", "phone", "index")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadSettings(
            f"{file}: cannot be read ({error}); restore it from a backup, it decrypts the phones"
        ) from error
    if short := [name for name, value in parts.items() if len(value) < 32]:
        raise BadSettings(f"{file}: {', '.join(short)} must be at least 32 bytes")
    return Secrets(**parts)


def write_secrets(file: Path) -> None:
    """Write fresh secrets, readable by the owner alone. FileExistsError when there are some already."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf8") as out:
        for name in ("cookie", "phone", "index"):
            out.write(f'{name} = "{urlsafe_b64encode(random_secrets.token_bytes(32)).decode()}"\n')


def current() -> Settings:
    """The settings of the running application."""
    found = current_app.extensions["quizapp_settings"]
    assert isinstance(found, Settings)
    return found
