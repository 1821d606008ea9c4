"""Refusals: how the domain says no. Each door (page, API, socket) shows them in its own way."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """The request was understood and the rules forbid it. Nothing was changed.

    `code` is for programs, `status` the HTTP status, the text is for people.
    """

    code = "refused"
    status = 409
    message = _("That is not possible right now.")

    def __init__(self, message: object = None, *, code: str | None = None) -> None:
        self.code = code or self.code
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0])


class NotAllowed(Refusal):
    """The person may see the object but not do this to it."""

    code = "not_allowed"
    status = 403
    message = _("You may not do that.")


class NotFound(Refusal):
    """The object does not exist, or the person may not know that it does."""

    code = "not_found"
    status = 404
    message = _("That does not exist.")


class TooOften(Refusal):
    """A rate limit was hit; `retry_after` is in seconds."""

    code = "throttled"
    status = 429
    message = _("That was a lot at once. Please wait a moment and try again.")

    def __init__(self, retry_after: int, message: object = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
