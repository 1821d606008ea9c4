"""Markdown of strangers becomes HTML that can do no harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from random import Random

import pytest

from supportdesk.core import markup
from supportdesk.core.markup import SCHEMES, render_article, render_message

HARM = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)></style></mglyph></math>",
    "<style>*{background:url('https://evil.example')}</style>",
    "<form action=https://evil.example><button>Sign in</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<object data=javascript:alert(1)>",
    "<a href='javascript:alert(1)' style='position:fixed;inset:0'>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x]( javascript:alert(1) 'title')",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    '![x" onerror="alert(1)](https://a.example/x.png)',
    '![x](https://a.example/x.png "t\\" onerror=alert(1) x=\\"")',
    '[x](https://a.example "t\\" onclick=alert(1) x=\\"")',
    '[x](https://a.example/\\"onmouseover=alert(1))',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    "`<img src=x onerror=alert(1)>`",
    "## <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    "| <script>alert(1)</script> |\n|---|\n| [x](javascript:alert(1)) |",
    "https://a.example/<script>alert(1)</script>",
    'https://a.example/"onclick=alert(1)',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>\u2066alert(1)</script>",
    "<" * 3000,
    "[" * 3000,
    "![[" * 1500,
    ">" * 3000,
    "**a" * 1500,
]


# What a browser takes for a scheme, once it has dropped blanks and control characters.
SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-\x00-\x20]*):")


class Inspector(HTMLParser):
    """Collects what a browser would act upon."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


OWN = {"pre": {"tabindex"}}


def check(tag: str, attributes: dict, *, tags: set[str], allowed: dict[str, set[str]]) -> None:
    assert tag in tags
    assert set(attributes) <= allowed.get(tag, set())
    for name in ("href", "src"):
        scheme = SCHEME.match(attributes.get(name) or "")
        assert scheme is None or scheme[1].lower() in SCHEMES


@pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:40]))
def test_nothing_but_known_elements_attributes_and_schemes_comes_out_of_a_message(text):
    allowed = {**markup.ATTRIBUTES, "a": markup.ATTRIBUTES["a"] | {"rel"}}
    for tag, attributes in Inspector(render_message(text)).found:
        check(tag, attributes, tags=markup.TAGS, allowed=allowed)


def check_article(html: str) -> None:
    for tag, attributes in Inspector(html).found:
        classes, values = markup.ARTICLE_CLASSES.get(tag, set()), markup.ARTICLE_VALUES.get(tag, {})
        allowed = markup.ARTICLE_ATTRIBUTES.get(tag, set()) | OWN.get(tag, set()) | set(values)
        check(tag, attributes, tags=markup.ARTICLE_TAGS, allowed={tag: allowed | ({"class"} if classes else set())})
        assert tag == "code" or set((attributes.get("class") or "").split()) <= classes
        assert all(attributes[name] in known for name, known in values.items() if name in attributes)


@pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:40]))
def test_nothing_but_known_elements_attributes_and_schemes_comes_out_of_an_article(text):
    check_article(render_article(text))
    check_article(render_article("> [!NOTE]\n> " + text.replace("\n", "\n> ")))


PIECES = [
    *("> ", "> [!NOTE]\n", "> [!WARNING] ", "[!TIP]", "| a | b |\n|---|:-:|\n", "| ", " |", "\n", "\n\n", "## ", "- "),
    *("![", "](", ")", "[", "]", "<div class='callout'>", "</div>", "<a href=javascript:alert(1)>", "javascript:alert(1)"),
    *('" onerror="alert(1)', "'><script>", "https://a.example/x-10x10.png", "/x-99999x1.png", "//evil.example/x.png", "<!--"),
    *("&quot;", "&#x22;", "\u202e", "نص", "退款", "\\", "\x00", "\t", "1. ", "~~", "http://[::1", "xn--", "{#id .class}"),
    *("`", "```", "**", "### "),
]


def test_whatever_pieces_are_put_together_only_what_is_known_comes_out():
    dice = Random(20261122)
    for _ in range(400):
        check_article(render_article("".join(dice.choices(PIECES, k=dice.randint(1, 14)))))


def test_a_message_is_as_people_write_it():
    html = render_message("Hello,\nsee https://a.example and mail me@example.org.\n\n- **one**\n- `two`\n\n> said")
    assert "Hello,<br>" in html
    assert '<a href="https://a.example" rel="nofollow noopener noreferrer">' in html
    assert '<a href="mailto:me@example.org"' in html
    assert "<strong>one</strong>" in html
    assert "<blockquote>" in html


def test_a_message_has_no_headings_and_no_pictures():
    html = render_message("# Big\n\nBig\n===\n\n![x](https://a.example/x.png)")
    assert "<h1" not in html
    assert "<img" not in html
    assert "# Big" in html


def test_an_article_has_tables_and_headings_with_anchors():
    html = render_article("## First step\n\n### Details\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~old~~ ![alt](/media/x.png)")
    assert '<h2 id="section-first-step"><a href="#section-first-step" class="heading-link">First step</a></h2>' in html
    assert '<h3 id="section-details">' in html
    assert "<td>2</td>" in html
    assert "<s>old</s>" in html
    assert '<img src="/media/x.png" alt="alt" loading="lazy" decoding="async">' in html


def test_a_table_scrolls_by_itself_and_says_what_its_headers_head():
    html = render_article("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="prose-table" role="group" aria-label="Table" tabindex="0"><table>' in html
    assert '<th scope="col">a</th>' in html
    assert '<td class="align-end">2</td>' in html
    assert "style" not in html


def test_where_the_corner_of_a_table_is_empty_rows_have_heads_too():
    html = render_article("| | Saver | Flex |\n|---|---|---|\n| Bag | 1 | 2 |\n| | 3 | |")
    assert "<td></td>\n<th" in html
    assert '<th scope="row">Bag</th>' in html
    assert '<th scope="row"></th>' not in html


def test_a_picture_that_tells_its_size_keeps_its_place():
    html = render_article("![Map](/articles/files/ab-1200x800.webp)")
    assert 'alt="Map" width="1200" height="800"' in html


def test_pictures_from_elsewhere_become_links_to_them(settings):
    settings.SITE_URL = "https://help.example"
    assert "<img" not in render_article("![Map](https://a.example/x.png) ![](//a.example/y.png)")
    assert render_article("[![Map](https://a.example/x.png)](/home)").count("<a ") == 1
    assert '<img src="https://help.example/x.png"' in render_article("![Map](https://help.example/x.png)")


def test_links_that_lead_away_say_so_and_our_own_do_not():
    html = render_article("[in](/en/faqs/) [out](https://a.example)")
    assert '<a href="/en/faqs/">in</a>' in html
    assert '<a href="https://a.example" rel="noopener noreferrer">out</a>' in html


def test_a_heading_with_a_link_is_not_made_another():
    assert render_article("## See [this](/x)").count("<a ") == 1


@pytest.mark.parametrize(
    ("kind", "tone", "name"),
    [
        ("NOTE", "info", "Note"),
        ("TIP", "good", "Tip"),
        ("IMPORTANT", "mind", "Important"),
        ("WARNING", "warn", "Warning"),
        ("CAUTION", "bad", "Caution"),
    ],
)
def test_a_callout_is_named_and_has_its_tone(kind, tone, name):
    html = render_article(f"> [!{kind}]\n> Keep it **safe**.\n>\n> - a")
    assert html.startswith(f'<div class="callout callout--{tone}" role="note">\n<p class="callout__title">{name}</p>')
    assert "<strong>safe</strong>" in html
    assert "<li>a</li>" in html


@pytest.mark.parametrize("text", ["> [!NOPE]\n> x", "> said", "> [!NOTE] and more\n> x", "\\> [!NOTE]"])
def test_what_only_looks_like_a_callout_is_none(text):
    assert "callout" not in render_article(text)


def test_a_message_has_no_callouts_and_no_tables():
    html = render_message("> [!NOTE]\n> x\n\n| a |\n|---|\n| b |")
    assert "callout" not in html
    assert "<table" not in html


def test_a_heading_takes_no_id_of_the_page_around_it():
    html = render_article("## Content\n\n## Content\n\n## 退款")
    assert 'id="section-content"' in html
    assert 'id="section-content-1"' in html
    assert 'id="section-退款"' in html


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u0000", "نص بالعربية", "中文\n中文", "😀" * 500])
def test_any_text_can_be_rendered(text):
    assert isinstance(render_message(text), str)
    assert isinstance(render_article(text), str)
