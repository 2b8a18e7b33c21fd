"""Sending requests as an actor: with their session, a valid token against forgery, and nothing carried over."""

from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.security.stage import Actor

RAW_TOKEN = "a token against forgery"


class Browser:
    """One application, as every actor sees it. Cookies are made, not kept: a cell cannot sign the next one out."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client(use_cookies=False)
        self.addresses = app.url_map.bind("localhost")
        self.csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN)
        self.cookies: dict[str, str] = {}

    def address(self, endpoint: str, values: dict[str, Any]) -> str:
        return self.addresses.build(endpoint, values)

    def methods_of_others(self, endpoint: str, address: str) -> set[str]:
        """The methods that another endpoint takes at the same address."""
        taken = self.addresses.allowed_methods(address)
        return {method for method in taken if self.addresses.match(address, method)[0] != endpoint}

    def kind_of(self, address: str) -> tuple[str, ...]:
        """The endpoint an address leads to, with the names in its query."""
        path, _, query = address.partition("?")
        try:
            endpoint = self.addresses.match(path)[0]
        except HTTPException as nowhere:
            endpoint = str(nowhere.code)
        return endpoint, *sorted(parse_qs(query, keep_blank_values=True))

    def cookie(self, actor: Actor) -> str:
        if actor.name not in self.cookies:
            session = {"csrf_token": RAW_TOKEN}
            if actor.token:
                session |= {"_user_id": actor.token, "_fresh": True, "_permanent": True}
            with self.app.app_context():
                signed = self.app.session_interface.get_signing_serializer(self.app).dumps(session)
            self.cookies[actor.name] = f"{self.app.config['SESSION_COOKIE_NAME']}={signed}"
        return self.cookies[actor.name]

    def send(
        self, actor: Actor, method: str, address: str, *, headers: dict[str, str] | None = None, **sent: Any
    ) -> TestResponse:
        """One request with a valid token; `headers` are sent besides, one that is empty not at all."""
        named = {"Cookie": self.cookie(actor), "X-CSRFToken": self.csrf, **(headers or {})}
        carried = {name: value for name, value in named.items() if value}
        answer = self.client.open(address, method=method, headers=carried, **sent)
        answer.get_data()
        answer.close()
        return answer
