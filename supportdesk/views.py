"""Pages that belong to no single app: home, search, profile, theme, errors."""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget

from knowledge.models import FAQ, Article, FAQCategory, Tutorial
from supportdesk.core.api.errors import error_response, wants_api_errors
from supportdesk.core.forms import ProfileForm
from supportdesk.core.middleware import known_language
from supportdesk.core.search import suggest
from supportdesk.search_page import SearchPage, count_search
from tickets.models import SupportTicket
from tickets.wording import STANDINGS

THEMES = ("light", "dark")
THEME_SECONDS = 365 * 24 * 3600


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def root(request: HttpRequest) -> HttpResponse:
    """The bare address leads home in the language of the person, else of the cookie or the browser."""
    preferred = known_language(getattr(request.user, "language", ""))
    with translation.override(preferred or translation.get_language()):
        return redirect("home")


def shelves_with_questions(user, each: int) -> list[tuple[FAQCategory, list[FAQ]]]:
    """The categories that hold anything, with their most read questions."""
    questions = {
        shelf: list(faqs) for shelf, faqs in groupby(FAQ.objects.open_to(user).for_shelves(each), key=attrgetter("category_id"))
    }
    return [(category, questions[category.pk]) for category in FAQCategory.objects.with_counts() if category.pk in questions]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then the three doors, then what most people ask."""
    own = []
    if request.user.is_authenticated:
        waiting_first = Case(When(status=SupportTicket.Status.WAITING, then=0), default=1)
        mine = SupportTicket.objects.filter(requester=request.user).unsettled()
        tickets = mine.for_listing().order_by(waiting_first, "-serial")[:3]
        own = [(ticket, STANDINGS[ticket.status]) for ticket in tickets]
    return render(request, "home.html", {"shelves": shelves_with_questions(request.user, 3), "own_tickets": own})


def asked(request: HttpRequest) -> str:
    """What stands in `?q=`, tidied and of bearable length."""
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=` over all that the person may read, page by page, narrowed by `&kind=` and `&category=`; without a question, the
    help centre's contents."""
    query = asked(request)
    context: dict = {"query": query}
    if query:
        context["page"] = SearchPage(query, request)
        count_search(context["page"], request)
    else:
        context["shelves"] = shelves_with_questions(request.user, 5)
        context["articles"] = Article.objects.visible_to(request.user).titles()[:6]
        context["tutorials"] = Tutorial.objects.published().cards()[:4]
    return render(request, "search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list below a search field while `?q=` is being typed; without scripts nobody asks for it."""
    typed = asked(request)
    found = suggest(typed, language=translation.get_language(), user=request.user, limit=6) if len(typed) > 1 else []
    return render(request, "components/suggestions.html", {"suggestions": found})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone; the next page is in the language chosen."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        language = person.language or translation.get_language()
        with translation.override(language):
            messages.success(request, _("Your profile is saved."))
        return redirect(translate_url(reverse("profile"), language))
    return render(request, "profile.html", {"form": form, "now": timezone.now()})


# Exempt, so that no page of a visitor needs a token: all that another site could do here is to dim the lights.
@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember `theme`, light or dark; anything else means as the device. Leads back to where the person was."""
    back = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    # Not `redirect(back)`, which takes a word for the name of a view.
    response = HttpResponseRedirect(back if safe else reverse("home"))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=THEME_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def show_error(request: HttpRequest, status: int, *, code: str, detail: str, **context) -> HttpResponse:
    """The same refusal for every door: JSON for the API, a toast for htmx, a page for people."""
    if wants_api_errors(request):
        return error_response(status=status, code=code, detail=detail)
    if getattr(request, "htmx", False):
        toast = render(request, "components/toast.html", {"text": detail, "tone": "bad"}, status=status)
        return reswap(retarget(toast, "#toasts"), "beforeend")
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(request, 400, code="bad_request", detail=_("We could not understand that request."))


def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    return show_error(request, 403, code="permission_denied", detail=_("You may not do that."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or came from elsewhere."""
    if wants_api_errors(request) or getattr(request, "htmx", False):
        return show_error(
            request, 403, code="permission_denied", detail=_("This page was open for too long. Load it again and retry.")
        )
    return render(request, "403.html", {"expired": True}, status=403)


def words_of_address(path: str) -> str:
    """What somebody may have looked for at an address that leads nowhere: of "/en/faqs/lost-bag/", "lost bag"."""
    last = path.replace("\x00", "").rstrip("/").rpartition("/")[2].partition(".")[0]
    words = [word for word in re.split(r"[\W_]+", last) if word and not any(letter.isdigit() for letter in word)]
    return "" if known_language(last) else " ".join(words[:8])[:80]


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = words_of_address(request.path)
    return show_error(request, 404, code="not_found", detail=_("That does not exist."), words=words)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke, perhaps the database or the templates: so this page needs neither."""
    detail = _("Something went wrong on our side. Please try again in a moment.")
    if wants_api_errors(request):
        return error_response(status=500, code="error", detail=detail)
    try:
        language = translation.get_language() or settings.LANGUAGE_CODE
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        context = {"language_code": language, "text_direction": direction, "site_name": settings.SITE_NAME}
        return HttpResponseServerError(render_to_string("500.html", context))
    except Exception:
        return HttpResponseServerError(detail, content_type="text/plain; charset=utf-8")
