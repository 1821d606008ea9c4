"""How the assistant says no."""

from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import Refusal


class MessageUnusable(Refusal):
    """The message is empty or too long."""

    code = "message_invalid"
    status = 400
    message = _("Please write something.")


class ContextUnusable(Refusal):
    """What the caller told beside the message is not a small JSON object."""

    code = "context_invalid"
    status = 400
    message = _("The context must be a JSON object of at most 4,000 characters.")


class AlreadyHandedOver(Refusal):
    """The conversation has its ticket; it gets no second one."""

    code = "already_handed_over"
    message = _("This conversation is with our team already.")
