"""The admin site's frame: secured sign-in and the side bar."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

# The admin's own form knows no second factor; this sends people to the portal's sign-in. Before URLs are built.
admin.site.login = secure_admin_login(admin.site.login)


def navigation(request) -> list[dict]:
    return []
