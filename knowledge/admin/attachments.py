"""Files of a page, on the page of the editor: upload, name, and what to write into a text to show them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from supportdesk.core.files import EXTENSIONS, FileRefused, check_file

from .. import policies, services
from ..models import PageAttachment


class FileLink(forms.Widget):
    """A file that is there: to be opened, not to be replaced."""

    def __init__(self, attachment: PageAttachment) -> None:
        super().__init__()
        self.attachment = attachment

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        address = self.attachment.get_absolute_url()
        return format_html('<a class="text-link" href="{}" target="_blank" rel="noopener">{}</a>', address, self.attachment.kind)


class AttachmentForm(forms.ModelForm):
    """A new file, or the name of one that is there; what is in a file never changes, so that it can be kept."""

    class Meta:
        model = PageAttachment
        fields = ["file", "name", "is_listed"]
        widgets = {
            "file": UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(EXTENSIONS)}),
            "name": UnfoldAdminTextInputWidget(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        if self.instance.pk:
            self.fields["file"].disabled = True
            self.fields["file"].widget = FileLink(self.instance)

    def clean_file(self):
        if self.instance.pk:
            return self.instance.file
        try:
            check_file(self.cleaned_data["file"])
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        return self.cleaned_data["file"]


class AttachmentInline(TabularInline):
    model = PageAttachment
    form = AttachmentForm
    fields = ["file", "name", "is_listed", "insertion", "weight"]
    readonly_fields = ["insertion", "weight"]
    extra = 0
    tab = True

    def has_add_permission(self, request, obj=None):
        return policies.can_change_page(request.user, obj or self.parent_model)

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission

    @admin.display(description=_("to insert into a text"))
    def insertion(self, attachment: PageAttachment) -> str:
        return format_html('<code dir="ltr">{}</code>', attachment.markdown) if attachment.pk else ""

    @admin.display(description=_("size"))
    def weight(self, attachment: PageAttachment) -> str:
        return filesizeformat(attachment.size) if attachment.pk else ""


def save_attachments(formset, *, by) -> None:
    """Do what was asked of the files of a page, through the services."""
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    for form in formset.forms:
        said, attachment = form.cleaned_data, form.instance
        if form in formset.deleted_forms:
            if attachment.pk:
                services.remove_attachment(attachment, by=by)
                formset.deleted_objects.append(attachment)
        elif attachment.pk and form.has_changed():
            services.change_attachment(attachment, by=by, name=said["name"], is_listed=said["is_listed"])
            formset.changed_objects.append((attachment, form.changed_data))
        elif not attachment.pk and said.get("file"):
            words = {"file": said["file"], "name": said["name"], "is_listed": said["is_listed"]}
            formset.new_objects.append(services.attach_file(formset.instance, by=by, **words))
