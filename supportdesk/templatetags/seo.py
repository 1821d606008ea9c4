"""Tags for the heads of pages and for the way back to the start."""

from __future__ import annotations

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from supportdesk.seo.head import complete_head, site_data

register = template.Library()


class HeadNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context) -> SafeString:
        html = self.nodelist.render(context)
        return html + complete_head(html, context.flatten())


@register.tag
def page_head(parser: Parser, token: Token) -> HeadNode:
    """`{% page_head %}…{% endpage_head %}` around what a page says in its head; what it leaves unsaid is added."""
    nodelist = parser.parse(("endpage_head",))
    parser.delete_first_token()
    return HeadNode(nodelist)


@register.simple_tag
def portal_data() -> dict:
    """schema.org data of the whole portal, for `{% json_ld %}`."""
    return site_data()
