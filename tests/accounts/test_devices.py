"""What a browser is called on the page of one's devices."""

import pytest

from quizapp.accounts.devices import in_words

LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (LINUX, "Chrome on Linux"),
        (PHONE, "Chrome on Android"),
        (f"{PHONE} MicroMessenger/8.0", "WeChat on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        (LINUX.replace("X11; Linux", "Windows NT 10.0") + " Edg/140.0", "Edge on Windows"),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_called_what_a_person_would_call_it(user_agent, words):
    assert str(in_words(user_agent)) == words
