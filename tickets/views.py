"""The pages of tickets: my tickets, a new one, the conversation, by account or by private link."""

from __future__ import annotations

import hashlib
import json
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from supportdesk.core import ratelimits
from supportdesk.core.api.authentication import BearerAuthentication
from supportdesk.core.exceptions import NotFound, Refusal
from supportdesk.core.models import User
from supportdesk.core.once import once
from supportdesk.core.search import search

from . import services
from .doors import LINK_COOKIE, TOKEN_HEADER, Door, ticket_by_token
from .forms import AgentReplyForm, GuestTicketForm, NewTicketForm, ReplyForm
from .models import SupportAttachment, SupportTicket
from .thread import conversation
from .wording import FILTERS, STANDINGS

Page = TypeVar("Page", bound=HttpResponseBase)

PAGE_SIZE = 20
ANSWERS_OFFERED = 4
SHORTEST_QUESTION = 4


@login_required
@require_GET
def ticket_list(request: HttpRequest) -> HttpResponse:
    """My tickets, newest first, by keyset; filtered by where they stand and by words."""
    mine = SupportTicket.objects.requested_by(request.user)
    counts = mine.count_by_status()
    asked = request.GET.get("status", "")
    statuses = next((held for name, _label, held in FILTERS if name == asked), FILTERS[0][2])
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = mine.filter(status__in=statuses).matching(words).for_listing()
    tickets, previous, following = found.keyset_page(
        before=_whole_number(request.GET.get("before")), after=_whole_number(request.GET.get("after")), size=PAGE_SIZE
    )
    chips = [(name, label, sum(counts.get(status, 0) for status in held)) for name, label, held in FILTERS]
    for ticket in tickets:
        ticket.standing = STANDINGS[ticket.status]
    context = {"tickets": tickets, "chips": chips, "asked": asked, "words": words, "previous": previous, "following": following}
    return render(request, "tickets/list.html", context | {"has_any": any(counts.values())})


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@require_http_methods(["GET", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """Ask people for help. A guest is led to the private page of the ticket, which a letter tells as well."""
    person = _signed_in(request)
    kind = NewTicketForm if person else GuestTicketForm
    if request.method == "GET":
        given = {
            name: request.GET[name] for name in ("subject", "description", "category", "booking_reference") if name in request.GET
        }
        return render(request, "tickets/new.html", {"form": kind(initial={"language": get_language(), **given})})
    form = kind(request.POST, request.FILES)
    if form.is_valid():
        try:
            ratelimits.limit(request, "create")
            opened = _open_once(person, dict(form.cleaned_data))
        except Refusal as refusal:
            form.add_error("attachments" if refusal.code in FILE_CODES else None, str(refusal))
        else:
            return redirect(_welcome(request, **opened))
    return render(request, "tickets/new.html", {"form": form})


def _open_once(person: User | None, fields: dict) -> dict:
    """Open the ticket, and say its number and its address; the same form with the same content opens no second one."""
    client_id = fields.pop("client_id")

    def do() -> dict:
        ticket = services.open_ticket(by=person, channel=SupportTicket.Channel.WEB, **fields)
        door = Door(ticket, user=person, token=ticket.access_token)
        return {"number": ticket.number, "url": door.url, "is_private": bool(door.token)}

    return once(_digest(person, client_id, fields), do) if client_id else do()


def _digest(person: User | None, client_id: str, fields: dict) -> str:
    """Who sends which form with which content: somebody who goes back and writes something else means another ticket."""
    content = fields | {"attachments": [(file.name, file.size) for file in fields["attachments"]]}
    said = json.dumps([person.pk if person else None, client_id, content], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


FILE_CODES = {"file_refused", "file_empty", "file_too_big", "file_type_refused", "too_many_files"}


def _welcome(request: HttpRequest, *, number: str, url: str, is_private: bool) -> str:
    """Say what happens next; the address to go to."""
    if is_private:
        text = _(
            "We have your ticket. Its number is %(number)s. Keep the address of this page: "
            "it is your private way back. We have mailed it to you as well."
        )
    else:
        text = _("We have your ticket. Its number is %(number)s. We answer here and by e-mail.")
    messages.success(request, text % {"number": number})
    return url


@require_GET
def offered_answers(request: HttpRequest) -> HttpResponse:
    """Answers that may make the ticket needless, while its subject is being typed."""
    words = request.GET.get("subject", "").replace("\x00", "").strip()[:200]
    hits = []
    if len(words) >= SHORTEST_QUESTION:
        ratelimits.limit(request, "address")
        hits = search(words, language=get_language(), user=_signed_in(request), kinds=["faq"], limit=ANSWERS_OFFERED).hits
    return render(request, "tickets/new.html#answers", {"hits": hits})


@login_required
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, ticket_id) -> HttpResponse:
    """One ticket, for those who may see it. htmx gets the thread from GET, a fresh reply form from POST."""
    return _thread(request, Door(_visible(request.user, ticket_id), user=_signed_in(request)))


@csrf_exempt  # The token in the address is what lets somebody in, also where no cookie is kept; no other site knows it.
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same thread for the holder of the private link; works without session or cookie."""
    is_visit = request.method == "GET" and not _is_htmx(request)
    ticket = services.open_access_link(token) if is_visit else services.find_by_link(token)
    page = _private(_thread(request, Door(ticket, token=token)))
    page.set_cookie(
        LINK_COOKIE,
        token,
        path=f"/ws/tickets/{ticket.pk}",
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return page


def _private(response: Page) -> Page:
    """The address is a secret: it is not cached, not indexed, and not told to any other site."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _visible(user, ticket_id) -> SupportTicket:
    return get_object_or_404(SupportTicket.objects.visible_to(user).select_related("requester", "assignee"), pk=ticket_id)


def _thread(request: HttpRequest, door: Door) -> HttpResponse:
    kind = AgentReplyForm if door.is_staff else ReplyForm
    form, sent = kind(), False
    if request.method == "POST":
        form = kind(request.POST, request.FILES)
        sent = form.is_valid() and _post(request, door, form)
        if sent and not _is_htmx(request):
            return redirect(f"{door.url}#reply")
        if sent:
            form = kind()
    part = ("#reply" if request.method == "POST" else "#conversation") if _is_htmx(request) else ""
    context = {"ticket": door.ticket, "door": door, "form": form, "standing": STANDINGS[door.ticket.status]}
    if part != "#reply":
        context |= conversation(door, before=_whole_number(request.GET.get("before")))
    page = render(request, f"tickets/detail.html{part}", context)
    return trigger_client_event(page, "thread-changed") if sent else page


def _post(request: HttpRequest, door: Door, form: ReplyForm) -> bool:
    """Whether the message is stored; when not, the form says why and keeps the text."""
    fields = form.cleaned_data
    try:
        ratelimits.limit(request, "create")
        services.post_message(
            door.ticket,
            by=door.user,
            as_guest=bool(door.token),
            body=fields["body"],
            internal=fields.get("internal", False),
            client_id=fields["client_id"],
            attachments=fields["attachments"],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error("attachments" if refusal.code in FILE_CODES else "body", str(refusal))
        return False
    return True


@login_required
@require_POST
def solved(request: HttpRequest, ticket_id) -> HttpResponse:
    """The customer says that it is solved."""
    return _solve(request, Door(_visible(request.user, ticket_id), user=_signed_in(request)))


@csrf_exempt  # As above.
@require_POST
def solved_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _private(_solve(request, Door(services.find_by_link(token), token=token)))


def _solve(request: HttpRequest, door: Door) -> HttpResponse:
    try:
        services.resolve_by_customer(door.ticket, by=door.user, as_guest=bool(door.token))
        messages.success(request, _("Glad to hear it. If anything comes up again, just answer here."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(door.url)


@require_GET
def file(request: HttpRequest, ticket_id, file_id) -> HttpResponseBase:
    """A file of a ticket, for those who may see the message it came with: by session, bearer token, or private link."""
    token = request.headers.get(TOKEN_HEADER, "")
    if token:
        door = Door(ticket_by_token(token, ticket_id), token=token)
    else:
        user = _person(request)
        door = Door(_visible(user, ticket_id), user=user)
    return _send(door, file_id)


@require_GET
def file_by_link(request: HttpRequest, token: str, file_id) -> HttpResponseBase:
    return _private(_send(Door(services.find_by_link(token), token=token), file_id))


def _person(request: HttpRequest) -> User | None:
    """Who asks for a file: programs get its address from the API, and come with their bearer token."""
    if person := _signed_in(request):
        return person
    try:
        found = BearerAuthentication().authenticate(Request(request))
    except AuthenticationFailed as error:
        raise Http404 from error
    return found[0] if found else None


def _send(door: Door, file_id) -> FileResponse:
    """Always as a download: what a stranger sent is never shown inside our pages."""
    shown = door.ticket.messages.for_audience(staff=door.is_staff)
    attachment = get_object_or_404(SupportAttachment.objects.filter(message__in=shown), pk=file_id)
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response
