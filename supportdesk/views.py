"""Pages that belong to no single app: home, search, profile, theme, errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


def search(request: HttpRequest) -> HttpResponse:
    return render(request, "search.html")


def profile(request):
    return render(request, "profile.html")


def set_theme(request):
    return render(request, "home.html")


def styleguide(request):
    return render(request, "styleguide.html")


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
