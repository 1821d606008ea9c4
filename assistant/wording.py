"""What the assistant says beside its quotes. Called with the language of the conversation active."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from .models import AISupportConversation, AISupportMessage

Reason = AISupportConversation.Reason
Role = AISupportMessage.Role


def greeting() -> str:
    return _(
        "Hello! What can I help you with? Ask in your own words: about a booking, a payment, your account, "
        "or something that does not work."
    )


def small_talk(kind: str) -> str:
    """`kind` as in `understanding.tone`."""
    match kind:
        case "identity":
            return _(
                "I am the assistant of %(site)s: a program, not a person. I answer from our help centre and tell you where "
                "an answer comes from. Whenever you would rather have a person, just say so."
            ) % {"site": settings.SITE_NAME}
        case "thanks":
            return _("You are welcome! If anything else comes up, just write.")
        case "farewell":
            return _("Goodbye! We are here at any hour if you need us.")
        case "no":
            return _("All right. Is there anything else I can help you with?")
    return greeting()


def unclear() -> str:
    return _("I could not find a question in that. Could you tell me in a few words what it is about?")


def off_topic() -> str:
    return _(
        "That is not something I know about. I can help you with bookings, payments, your account, "
        "and anything that does not work here."
    )


def offer() -> str:
    return _("I am not quite sure what you mean. Is it one of these? If none fits, I can pass your question on to a person.")


def no_answer() -> str:
    return _("I have no sure answer to that. Could you say it in other words? Or I pass your question on to a person.")


def opening(reason: str) -> str:
    """The first sentence of a hand-over: that the reason was understood."""
    match reason:
        case Reason.EMERGENCY:
            return _("This sounds like an emergency. If somebody is hurt or in danger, call the local emergency number first.")
        case Reason.URGENT:
            return _("I understand that this cannot wait.")
        case Reason.ANGER:
            return _("I am sorry about the trouble you have had with this.")
        case Reason.TECHNICAL:
            return _("I am sorry that this does not work as it should.")
        case Reason.LOW_CONFIDENCE:
            return _("I still have no sure answer to that, so a person should look at it.")
    return _("Of course, a person will take care of this.")


def handed_over(number: str, *, guest: bool) -> str:
    if guest:
        return _(
            "I have opened ticket %(number)s with what you wrote here. A person will answer it by e-mail; "
            "the letter that we just sent you holds a private link to it."
        ) % {"number": number}
    return _(
        "I have opened ticket %(number)s for you, with what you wrote here. A person will answer you there and by e-mail."
    ) % {"number": number}


def contact_wanted() -> str:
    return _("So that a person can answer you, please tell me your name and your e-mail address.")


def passed_on(number: str) -> str:
    return _("I have added your message to ticket %(number)s. Whoever takes care of it will read it.") % {"number": number}


def in_good_hands(number: str) -> str:
    return _("Ticket %(number)s is with our team, and you will be answered there and by e-mail.") % {"number": number}


def meanwhile() -> str:
    return _("Perhaps this helps in the meantime:")


def ask_for_a_person() -> str:
    """What the button for a person says in the person's name; whoever sends it gets one."""
    return _("I would like to talk to a person.")


def talk_to_a_person() -> str:
    return _("Talk to a person")


def open_the_ticket(number: str) -> str:
    return _("Open ticket %(number)s") % {"number": number}


def read_more() -> str:
    return _("Read it in the help centre")


def places_nearby() -> str:
    return _("Emergency lines and offices near you")


def subject_without_question(reason: str) -> str:
    """What a ticket is called when the person only asked for somebody."""
    return _("Emergency") if reason == Reason.EMERGENCY else _("A customer would like to talk to a person")


def summary_heads() -> dict[str, str]:
    """The words around the conversation in the ticket."""
    return {
        "handed_over": _("Handed over by the assistant"),
        "question": _("Question"),
        "conversation": _("Conversation so far"),
        Role.USER: _("Customer"),
        Role.ASSISTANT: _("Assistant"),
    }
