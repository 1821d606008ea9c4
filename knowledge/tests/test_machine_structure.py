"""What a translation must keep of the Markdown of its original."""

from __future__ import annotations

import pytest

from knowledge.services.structure import differences

ORIGINAL = """\
# Refunds

Write to [us](https://help.example.org/contact) or see https://status.example.org, code `REF-1`, for {{ name }} and %(day)s.

## Steps

| a | b |
|---|---|
| 1 | 2 |

![A receipt](/media/receipt.png)

```
curl https://api.example.org
```
"""
TRANSLATION = """\
# Reembolsos

Escriba [aquí](https://help.example.org/contact) o vea https://status.example.org, código `REF-1`, para {{name}} y %(day)s.

## Pasos

| x | y |
|---|---|
| 1 | 2 |

![Un recibo](/media/receipt.png)

```
curl https://api.example.org
```
"""


def test_a_faithful_translation_has_no_differences():
    assert differences(ORIGINAL, TRANSLATION) == []
    assert differences("", "") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("## Pasos", "### Pasos", "the headings differ (2, now 2)"),
        ("## Pasos", "Pasos", "the headings differ (2, now 1)"),
        ("help.example.org/contact", "ayuda.example.org", "links missing: https://help.example.org/contact"),
        ("help.example.org/contact", "evil.example", "links that the original does not have: https://evil.example"),
        ("https://status.example.org", "la página", "links missing: https://status.example.org"),
        ("/media/receipt.png", "/media/recibo.png", "pictures missing: /media/receipt.png"),
        ("`REF-1`", "`RÉF-1`", "code missing: REF-1"),
        ("curl https", "rizo https", "code missing: curl https://api.example.org"),
        ("{{name}}", "{{nombre}}", "placeholders missing: {{name}}"),
        ("%(day)s", "el día", "placeholders missing: %(day)s"),
        ("|---|---|\n", "", "the tables differ (1, now 0)"),
    ],
)
def test_what_is_not_kept_is_named(old, new, told):
    assert told in differences(ORIGINAL, TRANSLATION.replace(old, new))


def test_many_differences_are_shortened():
    many = " ".join(f"`code-{number}`" for number in range(20))
    assert differences(many, "") == ["code missing: code-0, code-1, code-2…"]
    assert len(differences(f"`{'x' * 1000}`", "")[0]) < 100
