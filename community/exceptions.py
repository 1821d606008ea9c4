"""How the community says no."""

from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import Refusal


class Unusable(Refusal):
    """What was given cannot be stored; the text says what to do."""

    code = "invalid"
    status = 400


class TopicLocked(Refusal):
    code = "topic_locked"
    message = _("This topic is locked: it can be read, but not answered any more.")


class NotYourTopic(Refusal):
    code = "not_your_topic"
    status = 403
    message = _("Only the person who asked can accept an answer.")


class OwnWords(Refusal):
    code = "own_words"
    message = _("You cannot vote for your own words.")


class AlreadyFlagged(Refusal):
    code = "already_flagged"
    message = _("You have reported this already. A moderator will look at it.")


class AlreadyDecided(Refusal):
    code = "already_decided"
    message = _("Another moderator has decided this already.")
