"""Markdown to safe HTML: what comes out is on the allow-list, whatever goes in, and soon."""

import re
import time
from contextlib import suppress
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.kernel import markdown
from quizapp.kernel.markdown import ATTRIBUTES, HEADING_ID, LONGEST_BYTES, TAGS, RenderError, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=csrf_token></form>',
    '<div id="main" name="csrf_token" style="position:fixed">over everything</div>',
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<a href="javascript:alert(1)">a</a>',
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](  javascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6a;&#x61;vascript:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](//evil.example/)",
    "[a](/\\evil.example/)",
    "[a](\\\\evil.example/)",
    "[a](http:evil.example)",
    "[a](file:///etc/passwd)",
    '[a](https://ok.example "x\\" onmouseover=alert(1) y=\\"")',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "![a](https://evil.example/pixel.gif)",
    "![a](//evil.example/pixel.gif)",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](/sign-out)",
    "![a](/media/../sign-out)",
    "![a](/media/%2e%2e/sign-out)",
    '![" onerror="alert(1)](/media/a.png)',
    '![a](/media/a.png "x" onload="alert(1)")',
    "# <b id=csrf_token>x</b>",
    "## x {: #csrf_token onclick=alert(1) }",
    "``` <script>\n</code></pre><script>alert(1)</script>\n```",
    "```{.js onclick=alert(1) style=x}\na\n```",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script\\>alert(1)\\</script\\>",
    "a | b\n--|--\n<script>x</script> | [y](javascript:z)",
    "<a href='https://ok.example' onclick='alert(1)' style='x' class='y' id='z'>a</a>",
    '<https://ok.example/"onmouseover=alert(1)>',
]
ATOMS = [
    "[",
    "](",
    "![",
    ")",
    "<a ",
    "<",
    ">",
    "*",
    "**",
    "_",
    "`",
    "``",
    "|",
    "-|-\n",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "    ",
    "# ",
    "&#106;",
    ":",
    "\\",
    "字",
    "a",
    "/",
    '"',
    "<script>",
    "javascript:",
    "onclick=",
    "~~~\n",
    "```\n",
    "===\n",
    "\t",
]


class Look(HTMLParser):
    """Every element and attribute of a text, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))


def is_safe(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return bool(re.match(r"https?://[^/]|mailto:|/(?![/\\])|#", value))
    if name == "src":
        return bool(re.match(r"/media/\w", value)) and ".." not in value and "%" not in value
    if name == "id":
        return value.startswith(HEADING_ID)
    return name == "rel" or name in ATTRIBUTES.get(tag, ())


def assert_safe(html: str) -> None:
    for tag, attrs in Look(html).elements:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert is_safe(tag, name, value or ""), (tag, name, value)


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_hostile_comes_through(source):
    assert_safe(render(source).html)
    assert_safe(render(f"before\n\n> - {source}\n\nafter").html)


@given(st.lists(st.sampled_from([*ATOMS, *HOSTILE]), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
@example("[a](<javascript:alert(1)>)")
@example("- - - - - - - - - - a")
def test_whatever_is_written_is_refused_or_comes_out_safe(source):
    try:
        html = render(source).html
    except RenderError:
        return

    assert_safe(html)
    assert nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES) == html, "sanitising again would change it"


@pytest.mark.parametrize(
    "atom",
    [
        "[",
        "![",
        "[a](",
        "[a][",
        "<a ",
        "`",
        "``a`",
        "*a **b ",
        "_*(",
        "- ",
        "> ",
        "1. ",
        "<!--",
        "<![",
        "&#x",
        "a|b\n-|-\n",
        "    - a\n",
        "\\",
        "```\n",
        "[a]: b\n",
        "<a@b.c>",
    ],
)
def test_a_hostile_text_is_answered_soon(atom):
    for block in (LONGEST_BYTES, markdown.LONGEST_BLOCK - 1, 240):
        paragraph = atom * (block // len(atom.encode()))
        source = "\n\n".join([paragraph] * (LONGEST_BYTES // (block + 2)))

        began = time.process_time()
        with suppress(RenderError):
            render(source)

        assert time.process_time() - began < 4  # the renderer alone takes minutes to hours


def test_deep_nesting_is_refused_with_its_line():
    with pytest.raises(RenderError) as refusal:
        render("one\n\ntwo\n" + "> " * 9 + "three")

    assert refusal.value.line == 4


def test_a_long_text_is_refused():
    with pytest.raises(RenderError):
        render("字" * (LONGEST_BYTES // 3 + 1))


def test_tables_lists_and_emphasis_are_kept():
    html = render("**a** *b*\n\n- one\n- two\n\nx | y\n:--|--:\n1 | 2\n").html

    for wanted in ("<strong>a</strong>", "<em>b</em>", "<li>two</li>", '<td align="right">2</td>'):
        assert wanted in html


def test_links_and_own_pictures_are_kept():
    html = render("[a](https://ok.example/) [b](/read/x) [c](#text-part-1) ![d](/media/a-1.webp)").html

    assert 'href="https://ok.example/"' in html and 'rel="noopener noreferrer"' in html
    assert 'href="/read/x"' in html and 'href="#text-part-1"' in html
    assert 'src="/media/a-1.webp"' in html and 'alt="d"' in html


def test_raw_html_is_shown_as_the_text_it_is():
    assert render("<b>bold</b>").plain == "<b>bold</b>"


def test_headings_make_the_contents_and_never_a_second_main_title():
    shown = render("# One\n\ntext\n\n## Two *and* more\n\n### Three")

    assert [(heading.id, heading.title) for heading in shown.headings] == [
        ("text-part-1", "One"),
        ("text-part-2", "Two and more"),
    ]
    assert "<h1" not in shown.html and '<h3 id="text-part-3">' in shown.html


def test_the_plain_text_has_a_line_for_each_paragraph_item_and_row():
    plain = render("# 题\n\n一**二**三\n\n- 四 &amp; 五\n- 六\n\na|b\n-|-\nc|d").plain

    assert plain == "题\n一二三\n四 & 五\n六\na b\nc d"
