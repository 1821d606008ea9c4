"""The assistant's page: a conversation that works as a form, and without a reload where htmx is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from knowledge.models import FAQ
from supportdesk.core import ratelimits
from supportdesk.core.exceptions import NotFound, Refusal
from supportdesk.core.models import User
from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party
from tickets.doors import Door
from tickets.models import SupportTicket

from . import services
from .forms import ContactForm, QuestionForm
from .models import AISupportConversation, AISupportMessage
from .rendering import rendered
from .services.asking import MAX_MESSAGE

Role = AISupportMessage.Role
# The page shows the end of a long conversation.
SHOWN = 60
STARTERS = 6


@require_http_methods(["GET", "POST"])
def chat(request: PortalRequest) -> HttpResponse:
    """The conversation. `?q=` fills the question in, without asking it. htmx gets what was asked and answered."""
    if request.method == "POST":
        return _ask(request)
    question = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_MESSAGE]
    return _page(request, QuestionForm(initial={"message": question}))


def _ask(request: PortalRequest) -> HttpResponse:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        if not request.htmx:
            return _page(request, form, status=422)
        return reswap(
            retarget(render(request, "assistant/chat.html#composer", {"form": form}, status=422), "#composer"), "outerHTML"
        )
    ratelimits.limit(request, "assistant")
    user, visitor = party(request)
    current = services.current_conversation(user=user, visitor=visitor)
    answer = services.ask(
        message=form.cleaned_data["message"],
        session_id=current.pk if current else None,
        user=user,
        visitor=visitor,
        language=get_language(),
    )
    if not request.htmx:
        if answer.ticket is not None and answer.access_token:
            return redirect(_welcome(request, answer.ticket, token=answer.access_token))
        return redirect(f"{request.path}#message-{answer.asked.pk}")
    context = _context(request, answer.conversation, [answer.asked, answer.message])
    if answer.ticket is not None and answer.access_token:
        context["private_page"] = Door(answer.ticket, token=answer.access_token).url
    return _private(render(request, "assistant/turn.html", context))


@require_POST
def hand_over(request: PortalRequest) -> HttpResponse:
    """Give the conversation to people; leads to the ticket, for a visitor to its private page."""
    user, visitor = _holder(request)
    conversation = services.current_conversation(user=user, visitor=visitor)
    if conversation is None:
        return _go(request, redirect("tickets:new").url)
    if conversation.escalated_ticket is not None:
        return _go(request, redirect("assistant:chat").url)
    form = None if user else ContactForm(request.POST)
    if form is not None and not form.is_valid():
        return _contact_again(request, conversation, form)
    ratelimits.limit(request, "create")
    try:
        ticket = services.hand_over(conversation, by=user, visitor=visitor, **(form.cleaned_data if form else {}))
    except Refusal as refusal:
        if form is None:
            raise
        form.add_error(None, str(refusal))
        return _contact_again(request, conversation, form)
    return _go(request, _welcome(request, ticket, token=ticket.access_token))


def _contact_again(request: PortalRequest, conversation: AISupportConversation, form: ContactForm) -> HttpResponse:
    """The panel with what is missing; the whole page without htmx."""
    if not request.htmx:
        return _page(request, QuestionForm(), contact=form, status=422)
    context = _context(request, conversation, [], contact=form)
    return _private(render(request, "assistant/chat.html#handover", context, status=422))


@require_POST
def rate(request: PortalRequest, message_id: int) -> HttpResponse:
    """Whether an answer helped: `helpful` is "yes" or "no"."""
    user, visitor = _holder(request)
    message = get_object_or_404(AISupportMessage, pk=message_id)
    services.rate_answer(message, helpful=request.POST.get("helpful") == "yes", by=user, visitor=visitor)
    if request.htmx:
        return render(request, "assistant/rating.html", {"message": message})
    return redirect(f"{redirect('assistant:chat').url}#message-{message.pk}")


@require_POST
def start_over(request: PortalRequest) -> HttpResponse:
    """Leave the conversation behind; the next question starts another."""
    user, visitor = _holder(request)
    conversation = services.current_conversation(user=user, visitor=visitor)
    if conversation is not None:
        services.close_conversation(conversation, by=user, visitor=visitor)
    return redirect("assistant:chat")


def _holder(request: PortalRequest) -> tuple[User | None, str]:
    """The person or the visitor behind the request; nobody becomes a visitor by it."""
    if request.user.is_authenticated:
        return request.user, ""
    if not request.visitor.key:
        raise NotFound
    return None, request.visitor.key


def _welcome(request: PortalRequest, ticket: SupportTicket, *, token: str) -> str:
    """Say what happens next; the address of the ticket."""
    messages.success(
        request, _("Your ticket has the number %(number)s. We answer there and by e-mail.") % {"number": ticket.number}
    )
    return Door(ticket, token=token).url


def _go(request: PortalRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _page(request: PortalRequest, form: QuestionForm, *, contact: ContactForm | None = None, status: int = 200) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    conversation = services.current_conversation(user=user, visitor="" if user else request.visitor.key)
    said = list(conversation.messages.order_by("-pk")[:SHOWN])[::-1] if conversation else []
    context = _context(request, conversation, said, contact=contact) | {"form": form}
    if not said:
        context["starters"] = FAQ.objects.readable_in(get_language()).for_shelves(1)[:STARTERS]
    return _private(render(request, "assistant/chat.html", context, status=status))


def _context(
    request: PortalRequest,
    conversation: AISupportConversation | None,
    said: list[AISupportMessage],
    *,
    contact: ContactForm | None = None,
) -> dict:
    last = said[-1] if said else None
    ticket = conversation.escalated_ticket if conversation else None
    return {
        "conversation": conversation,
        "said": [(message, rendered(message)) for message in said],
        "actions": _shown_actions(last) if last else [],
        "ticket": ticket,
        "contact": contact or (None if request.user.is_authenticated else ContactForm()),
        "is_wanted": bool(contact) or (conversation is not None and bool(conversation.escalation_reason)),
    }


def _shown_actions(answer: AISupportMessage) -> list[dict]:
    """Without what the page shows in its own place: people beside the talk, sources below the answer."""
    sources = {source["url"] for source in answer.sources}
    return [action for action in answer.suggested_actions if action["type"] != "handover" and action.get("url") not in sources]


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
