"""How allauth meets the portal: its letters go through the outbox, and a new account keeps the visitor's language."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import translation
from knox.models import AuthToken

from .mail import post_letter


def _on_this_site(url: str) -> str:
    """The address below SITE_URL: the host that a request names is the caller's word, and goes into no letter."""
    return f"{settings.SITE_URL.rstrip('/')}{urlsplit(url)._replace(scheme='', netloc='').geturl()}"


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue the letter, so that a slow or absent mail server never fails a sign-up."""
        context = {name: _on_this_site(value) if name.endswith("_url") else value for name, value in context.items()}
        context |= {"email": email, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        message = self.render_mail(template_prefix, email, context)
        html = next((content for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        post_letter(
            key=f"account:{secrets.token_hex(16)}",
            kind=template_prefix.removeprefix("account/email/").replace("/", "_")[:60],
            to=email,
            language=translation.get_language() or "en",
            subject=message.subject,
            text=message.body,
            html=html,
        )

    def format_email_subject(self, subject: str) -> str:
        """The letter's own subject; the sender's name already says who writes."""
        return subject

    def set_password(self, user, password: str) -> None:
        """A new password ends every sign-in that the old one gave, those of programs too."""
        super().set_password(user, password)
        if user.pk:
            AuthToken.objects.filter(user=user).delete()

    def save_user(self, request, user, form, commit=True):
        user.language = translation.get_language() or ""
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit)
