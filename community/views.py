"""The pages of the community: what people ask, one topic with its replies, a new topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supportdesk.core.choices import Topic
from supportdesk.core.exceptions import Refusal
from supportdesk.core.ratelimits import limit
from supportdesk.core.requests import PortalRequest

from . import policies, services
from .forms import FlagForm, ReplyForm, TopicForm
from .models import CommunityReply, CommunityTopic, CommunityVote
from .rendering import own_address, qa_page_data

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _cursor(topic: CommunityTopic) -> str:
    return f"{(topic.last_activity_at - EPOCH) // timedelta(microseconds=1)}-{topic.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _dash, key = text.partition("-")
    if not (moment.isascii() and moment.isdigit() and key.isascii() and key.isdigit()) or len(moment) > 16 or len(key) > 18:
        return None
    return EPOCH + timedelta(microseconds=int(moment)), int(key)


@require_safe
def topic_list(request: PortalRequest) -> HttpResponse:
    """Topics of the page's language, or of all with `in=all`, the liveliest first."""
    words = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    category = request.GET.get("category", "")
    category = category if category in Topic.values else ""
    everywhere = request.GET.get("in") == "all"
    topics = CommunityTopic.objects.visible_to(request.user).for_listing()
    if not everywhere:
        topics = topics.in_language(translation.get_language())
    if category:
        topics = topics.filter(category=category)
    page, has_newer, has_older = topics.matching(words).keyset_page(
        before=_read_cursor(request.GET.get("before", "")), after=_read_cursor(request.GET.get("after", "")), size=PAGE_SIZE
    )
    return render(
        request,
        "community/list.html",
        {
            "topics": page,
            "newer": _cursor(page[0]) if has_newer else "",
            "older": _cursor(page[-1]) if has_older else "",
            "categories": Topic.choices,
            "category": category,
            "everywhere": everywhere,
            "words": words,
            "kept": [(name, value) for name, value in (("category", category), ("in", "all" if everywhere else "")) if value],
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_topic(request: PortalRequest) -> HttpResponse:
    form = TopicForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        limit(request, "create")
        try:
            topic = services.open_topic(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your topic is open. You will find it under your language."))
            return redirect(_address(topic))
    return render(request, "community/new.html", {"form": form}, status=409 if form.errors else 200)


def _address(topic: CommunityTopic) -> str:
    """The topic's page in its own language."""
    with translation.override(topic.language):
        return topic.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PortalRequest, slug: str) -> HttpResponse:
    """One topic; a POST is a reply. A refused reply keeps what was typed."""
    topic = _find(request, slug)
    if request.method != "POST":
        services.count_view(topic)
        return _show(request, topic, ReplyForm())
    if not request.user.is_authenticated:
        return _sign_in(topic)
    form = ReplyForm(request.POST)
    if form.is_valid():
        limit(request, "create")
        try:
            reply = services.post_reply(topic, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{topic.get_absolute_url()}#reply-{reply.pk}")
    return _show(request, topic, form, status=409)


def _find(request: PortalRequest, slug: str) -> CommunityTopic:
    return get_object_or_404(CommunityTopic.objects.visible_to(request.user).for_listing(), slug=slug)


def _sign_in(topic: CommunityTopic) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?next={topic.get_absolute_url()}")


def _show(request: PortalRequest, topic: CommunityTopic, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    user = request.user
    replies = list(topic.replies.visible_to(user).for_thread())
    # The answer that helped stands above the others.
    replies.sort(key=lambda reply: reply.pk != topic.accepted_reply_id)
    votes = CommunityVote.objects.filter(user=user.pk) if user.is_authenticated else CommunityVote.objects.none()
    return render(
        request,
        "community/detail.html",
        {
            "topic": topic,
            "replies": replies,
            "form": form,
            "flag_form": FlagForm(),
            "voted_topic": votes.filter(topic=topic).exists(),
            "voted_replies": set(votes.filter(reply__topic=topic).values_list("reply", flat=True)),
            "may_reply": policies.can_reply(user, topic),
            "may_accept": policies.can_accept(user, topic),
            "canonical": own_address(topic),
            "data": qa_page_data(topic, replies),
        },
        status=status,
    )


def _target(request: PortalRequest, topic: CommunityTopic) -> CommunityTopic | CommunityReply:
    """The reply that a form names, or the topic itself."""
    key = request.POST.get("reply", "")
    if not key:
        return topic
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    return get_object_or_404(topic.replies.visible_to(request.user).select_related("topic", "author"), pk=number)


def _back_to(topic: CommunityTopic, target: CommunityTopic | CommunityReply) -> HttpResponse:
    part = f"#reply-{target.pk}" if isinstance(target, CommunityReply) else ""
    return redirect(f"{topic.get_absolute_url()}{part}")


@require_POST
def vote(request: PortalRequest, slug: str) -> HttpResponse:
    """Find helpful, or take it back with `helpful=0`. htmx gets the button with its new count."""
    topic = _find(request, slug)
    if not request.user.is_authenticated:
        return _sign_in(topic)
    target = _target(request, topic)
    helpful = request.POST.get("helpful") != "0"
    services.vote(target, by=request.user, helpful=helpful)
    if not request.htmx:
        return _back_to(topic, target)
    target.refresh_from_db(fields=["vote_count"])
    return render(request, "community/vote.html", {"topic": topic, "target": target, "voted": helpful})


@login_required
@require_POST
def accept(request: PortalRequest, slug: str) -> HttpResponse:
    """The author says which reply helped; without one, none does any more."""
    topic = _find(request, slug)
    target = _target(request, topic)
    services.accept_reply(topic, target if isinstance(target, CommunityReply) else None, by=request.user)
    return _back_to(topic, target)


@login_required
@require_POST
def flag(request: PortalRequest, slug: str) -> HttpResponse:
    """Ask a moderator to look at the topic or a reply."""
    topic = _find(request, slug)
    target = _target(request, topic)
    limit(request, "create")
    form = FlagForm(request.POST)
    if form.is_valid():
        services.flag(target, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. A moderator will look at it."))
    else:
        messages.error(request, _("Please choose what is wrong with it."))
    return _back_to(topic, target)
