"""Messages as people read them."""

from __future__ import annotations

from django.utils.safestring import SafeString

from supportdesk.core.markup import render_article, render_message

from .models import AISupportMessage


def rendered(message: AISupportMessage) -> SafeString:
    """The message as safe HTML: answers may hold lists and tables, as the help centre does."""
    if message.role == AISupportMessage.Role.ASSISTANT:
        return render_article(message.text)
    return render_message(message.text)
