"""Markdown of strangers becomes HTML that can do no harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from supportdesk.core.markup import ATTRIBUTES, SCHEMES, TAGS, render_article, render_message

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


@pytest.mark.parametrize("render", [render_message, render_article])
@pytest.mark.parametrize("text", HARM, ids=lambda text: ascii(text[:40]))
def test_nothing_but_known_elements_attributes_and_schemes_comes_out(render, text):
    for tag, attributes in Inspector(render(text)).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel"}
        for name in ("href", "src"):
            address = attributes.get(name) or ""
            scheme = SCHEME.match(address)
            assert scheme is None or scheme[1].lower() in SCHEMES


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
    assert '<h2 id="section-first-step">' in html
    assert '<h3 id="section-details">' in html
    assert "<td>2</td>" in html
    assert "<s>old</s>" in html
    assert '<img src="/media/x.png" alt="alt">' in html


def test_a_heading_takes_no_id_of_the_page_around_it():
    html = render_article("## Content\n\n## Content\n\n## 退款")
    assert 'id="section-content"' in html
    assert 'id="section-content-1"' in html
    assert 'id="section-退款"' in html


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u0000", "نص بالعربية", "中文\n中文", "😀" * 500])
def test_any_text_can_be_rendered(text):
    assert isinstance(render_message(text), str)
    assert isinstance(render_article(text), str)
