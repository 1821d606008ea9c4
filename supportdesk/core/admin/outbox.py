"""The letters that the portal wrote."""

from __future__ import annotations

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from ..exceptions import Refusal
from ..mail import ACCOUNT_KEY, send_letter_again
from ..models import Letter
from .reading import ReadingAdmin, preformatted


@admin.register(Letter)
class LetterAdmin(ReadingAdmin):
    list_display = ["created_at", "kind", "to", "subject", "language", "state", "attempts", "sent_at"]
    list_display_links = ["created_at", "subject"]
    list_filter = ["status", "kind", "language"]
    search_fields = ["to", "subject", "message_id", "key"]
    ordering = ["-created_at"]
    actions = ["send_again"]
    fieldsets = [
        (None, {"fields": ["to", "subject", "language", "words"]}),
        (_("Sending"), {"fields": ["state", "attempts", "created_at", "sent_at", "reason"]}),
        (_("Technical"), {"fields": ["kind", "key", "message_id", "headers"]}),
    ]
    readonly_fields = ["words", "state", "reason"]

    @display(description=_("status"), ordering="status", label={"sent": "success", "failed": "danger", "queued": "warning"})
    def state(self, letter: Letter) -> tuple[str, str]:
        return letter.status, letter.get_status_display()

    @display(description=_("text"))
    def words(self, letter: Letter) -> str:
        """Whoever could read the code in another person's letter could enter as that person."""
        if letter.key.startswith(ACCOUNT_KEY):
            return str(_("Only its addressee reads a letter about an account."))
        return preformatted(letter.text)

    @display(description=_("last error"))
    def reason(self, letter: Letter) -> str:
        return preformatted(letter.last_error)

    @admin.action(description=_("Send the selected failed letters again"), permissions=["change"])
    def send_again(self, request, queryset) -> None:
        queued, refused = 0, None
        for letter in queryset:
            try:
                send_letter_again(letter)
                queued += 1
            except Refusal as refusal:
                refused = refusal
        if queued:
            told = ngettext("%(count)d letter will be sent again.", "%(count)d letters will be sent again.", queued)
            self.message_user(request, told % {"count": queued}, messages.SUCCESS)
        if refused:
            self.message_user(request, str(refused), messages.WARNING)
