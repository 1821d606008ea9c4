"""A ticket's timeline in words: messages as they are, everything else as one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from supportdesk.core.choices import Topic

from ..models import SupportMessage, SupportTicket, TicketEvent

Kind = TicketEvent.Kind

ICONS: dict[str, str] = {
    Kind.OPENED: "ticket",
    Kind.STATUS: "refresh",
    Kind.ASSIGNED: "user",
    Kind.UNASSIGNED: "leave",
    Kind.PRIORITY: "flag",
    Kind.CATEGORY: "list",
    Kind.ROUTING: "users",
    Kind.SUGGESTIONS: "spark",
    Kind.HANDOVER: "lifebuoy",
    Kind.CHAT: "chat",
    Kind.CALL: "video",
    Kind.LINK: "key",
}


@dataclass(frozen=True)
class Entry:
    """One line of the conversation: a message, or an event with its sentence."""

    event: TicketEvent
    message: SupportMessage | None = None
    text: str = ""
    reason: str = ""
    icon: str = "info"

    @property
    def candidates(self) -> list[dict]:
        """Whom the routing looked at, best first."""
        found = self.event.data.get("candidates")
        return found if isinstance(found, list) else []


def entries_of(ticket: SupportTicket, *, latest: int) -> tuple[list[Entry], int]:
    """The last `latest` entries of the timeline, oldest first, and how many there are before them."""
    events = list(ticket.events.select_related("actor").order_by("-seq")[:latest])[::-1]
    if not events:
        return [], 0
    messages = {message.event_id: message for message in ticket.messages.since(events[0].seq - 1).for_thread()}
    return [_entry(ticket, event, messages.get(event.pk)) for event in events], events[0].seq - 1


def _entry(ticket: SupportTicket, event: TicketEvent, message: SupportMessage | None) -> Entry:
    if message is not None:
        return Entry(event, message)
    return Entry(event, text=sentence(ticket, event), reason=reason_in_words(event), icon=ICONS.get(event.kind, "info"))


def who(ticket: SupportTicket, event: TicketEvent) -> str:
    if event.actor is not None:
        return str(event.actor)
    match event.actor_kind:
        case TicketEvent.ActorKind.USER:
            return ticket.requester_name
        case TicketEvent.ActorKind.AI:
            return _("The assistant")
    return _("The system")


def reason_in_words(event: TicketEvent) -> str:
    """Why, when somebody or a rule gave a reason."""
    reason = event.data.get("reason")
    if not isinstance(reason, str):
        return ""
    known = {
        "customer_replied": _("The customer wrote again."),
        "answered": _("By answering."),
        "solved_by_customer": _("The customer says it is solved."),
        "no answer": _("Nobody answered."),
        "caller hung up": _("The caller gave up."),
    }
    return known.get(reason, reason)


def _label(choices, value: object) -> str:
    return str(dict(choices.choices).get(value, value))


def sentence(ticket: SupportTicket, event: TicketEvent) -> str:
    """What happened, for people at the desk."""
    data = event.data
    words = {"who": who(ticket, event), "name": data.get("to_name") or data.get("from_name") or _("an agent")}
    match event.kind:
        case Kind.OPENED:
            words["channel"] = _label(SupportTicket.Channel, data.get("channel", ticket.channel))
            return _("%(who)s opened the ticket (%(channel)s)") % words
        case Kind.STATUS:
            return _("%(who)s changed the status from “%(old)s” to “%(new)s”") % _old_and_new(SupportTicket.Status, data, words)
        case Kind.PRIORITY:
            return _("%(who)s changed the priority from “%(old)s” to “%(new)s”") % _old_and_new(
                SupportTicket.Priority, data, words
            )
        case Kind.CATEGORY:
            return _("%(who)s changed the category from “%(old)s” to “%(new)s”") % _old_and_new(Topic, data, words)
        case Kind.ASSIGNED if event.actor_id is not None and event.actor_id == data.get("to"):
            return _("%(who)s took the ticket") % words
        case Kind.ASSIGNED:
            return _("%(who)s assigned the ticket to %(name)s") % words
        case Kind.UNASSIGNED:
            return _("%(who)s put the ticket back into the queue (it was with %(name)s)") % words
        case Kind.ROUTING:
            return _("Routing chose an agent") if data.get("chosen") else _("Routing found nobody")
        case Kind.SUGGESTIONS:
            return _("The assistant suggested %(count)s answers") % {"count": data.get("count", 0)}
        case Kind.HANDOVER:
            return _("%(who)s handed over to people") % words
        case Kind.CHAT:
            return _live(
                data.get("status"),
                words,
                waiting=_("%(who)s opened a live chat"),
                active=_("%(who)s joined the chat"),
                ended=_("The chat ended"),
            )
        case Kind.CALL:
            return _call(data, words)
        case Kind.LINK if data.get("action") == "revoked":
            return _("%(who)s revoked the private links") % words
        case Kind.LINK:
            return _("%(who)s made a private link") % words
    return f"{words['who']}: {event.get_kind_display()}"


def _old_and_new(choices, data: dict, words: dict) -> dict:
    return {**words, "old": _label(choices, data.get("from")), "new": _label(choices, data.get("to"))}


def _live(status: object, words: dict, **sentences: str) -> str:
    return sentences.get(str(status), "%(who)s") % words


def _call(data: dict, words: dict) -> str:
    seconds = data.get("seconds") or 0
    words["duration"] = f"{seconds // 60}:{seconds % 60:02d}"
    return _live(
        data.get("status"),
        words,
        ringing=_("%(who)s called"),
        accepted=_("%(who)s took the call"),
        declined=_("%(who)s declined the call"),
        missed=_("The call was missed"),
        ended=_("The call ended after %(duration)s minutes"),
        failed=_("The call failed"),
    )
