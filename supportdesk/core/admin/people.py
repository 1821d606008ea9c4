"""People and their roles. Account details that the portal's own pages manage are not shown a second time."""

from __future__ import annotations

from allauth.account import admin as account_admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin  # noqa: F401
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from knox import admin as token_admin  # noqa: F401
from knox.models import get_token_model
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from ..models import User

# Their admins are imported above so that they have registered what is taken off the site here.
for model in (Group, EmailAddress, Authenticator, get_token_model()):
    admin.site.unregister(model)


class OneAddressOnePerson(forms.ModelForm):
    """Addresses differ by more than capital letters."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.exclude(pk=self.instance.pk).filter(email=email).exists():
            raise forms.ValidationError(_("Somebody with this address is here already."), code="unique")
        return email


class PersonCreationForm(OneAddressOnePerson, UserCreationForm):
    class Meta:
        model = User
        fields = ["email", "display_name", "language", "time_zone"]


class PersonChangeForm(OneAddressOnePerson, UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "password", "display_name", "language", "time_zone", "is_active", "groups", "is_staff", "is_superuser"]


class EmailAddressInline(TabularInline):
    """Which addresses the person has shown to be theirs; a missing row makes the portal ask at the next sign-in."""

    model = EmailAddress
    extra = 0
    tab = True


@admin.register(User)
class PersonAdmin(auth_admin.UserAdmin, ModelAdmin):
    form, add_form, change_password_form = PersonChangeForm, PersonCreationForm, AdminPasswordChangeForm
    list_display = ["email", "display_name", "roles", "language", "active", "last_login"]
    list_filter = ["groups", "is_active", "is_staff", "is_superuser", "language"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    list_per_page = 50
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "display_name", "language", "time_zone"]}),
        (_("Roles"), {"fields": ["is_active", "groups", "is_staff", "is_superuser"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "display_name", "language", "time_zone"]}),
        (None, {"classes": ["wide"], "fields": ["usable_password", "password1", "password2"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_inlines(self, request, obj):
        return [EmailAddressInline] if obj else []

    @display(description=_("roles"))
    def roles(self, person: User) -> str:
        if person.is_superuser:
            return str(_("everything"))
        return ", ".join(sorted(group.name for group in person.groups.all())) or "–"

    @display(description=_("active"), boolean=True, ordering="is_active")
    def active(self, person: User) -> bool:
        return person.is_active

    # Who may edit people must not be able to make themselves, or a helper, mightier than they are.

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)


def _may_touch(user: User, person: User | None) -> bool:
    return person is None or user.is_superuser or not person.is_superuser


@admin.register(Group)
class RoleAdmin(auth_admin.GroupAdmin, ModelAdmin):
    """The portal's own roles follow `core.roles` at every migration; further groups are the company's."""
