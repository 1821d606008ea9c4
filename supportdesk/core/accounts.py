"""How allauth meets the portal: its letters go through the outbox, and a new account keeps the visitor's language."""

from __future__ import annotations

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from .mail import post_letter


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue the letter, so that a slow or absent mail server never fails a sign-up."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
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

    def save_user(self, request, user, form, commit=True):
        user.language = translation.get_language() or ""
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit)
