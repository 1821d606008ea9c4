"""Import and export on the lists of FAQs and articles. The file is shown as what it would change before it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result, RowResult

from supportdesk.core.choices import Language

from .. import policies
from ..exchange import uploads
from ..exchange.columns import columns_of
from ..exchange.formats import FORMATS, LARGEST_FILE, Unreadable, format_of
from ..exchange.resources import ArticleResource, FAQResource, PageResource
from ..models import FAQ, Revision

# A page with more would be slow to read and to send; the numbers above it are those of all rows.
ROWS_SHOWN = 100
PROBLEMS_SHOWN = 200


class PageImportForm(ImportForm):
    """The kind of the file is told by its name."""

    significance = forms.TypedChoiceField(
        label=gettext_lazy("How much changed"),
        choices=Revision.Significance.choices,
        coerce=int,
        initial=Revision.Significance.NORMAL,
        help_text=gettext_lazy("A typo needs no new translation; anything more makes the other languages outdated."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].widget = forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"})
        self.fields["import_file"].help_text = _("CSV, XLSX or JSON, at most %(size)s.") % {"size": filesizeformat(LARGEST_FILE)}

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("At most %(size)s, please.") % {"size": filesizeformat(LARGEST_FILE)})
        try:
            format_of(file.name)
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("import_file"):
            cleaned["format"] = str(FORMATS.index(format_of(file.name)))
        return cleaned


class PageConfirmForm(ConfirmImportForm):
    """Carries a signed ticket for the uploaded file instead of its name."""

    significance = forms.TypedChoiceField(choices=Revision.Significance.choices, coerce=int, widget=forms.HiddenInput)
    format = forms.TypedChoiceField(
        choices=[(str(place), kind.TITLE) for place, kind in enumerate(FORMATS)], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_import_file_name(self) -> str:
        return uploads.name_on(self.cleaned_data["import_file_name"], by=self.by)


class PageExportForm(ExportForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=Language.choices,
        initial=Language.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For a translator, English and the language to write are enough."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(place), kind.TITLE) for place, kind in enumerate(FORMATS)]
        self.fields["format"].choices = choices
        self.fields["format"].widget = forms.RadioSelect(choices=choices)
        self.fields["format"].initial = "1"

    def columns(self, resource: type[PageResource]) -> list[str]:
        wanted = {"", *self.cleaned_data["languages"]}
        return [column.name for column in columns_of(resource.model) if column.language in wanted]


class ExchangeAdmin(ImportExportMixin):
    """Base class of the admins of FAQs and articles; only who may write pages sees it."""

    formats = list(FORMATS)
    import_form_class = PageImportForm
    confirm_form_class = PageConfirmForm
    export_form_class = PageExportForm
    tmp_storage_class = uploads.KeptUpload
    import_template_name = "admin/knowledge/import.html"
    export_template_name = "admin/knowledge/export.html"

    def has_import_permission(self, request) -> bool:
        return policies.can_add_page(request.user, self.model) and policies.can_change_page(request.user, self.model)

    def has_export_permission(self, request) -> bool:
        return policies.can_change_page(request.user, self.model)

    def get_resource_classes(self, request) -> list[type[PageResource]]:
        return [FAQResource if self.model is FAQ else ArticleResource]

    # Export

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(request.path)

    def get_export_resource_fields_from_form(self, form: PageExportForm) -> list[str]:
        return form.columns(self.get_resource_classes(None)[0])

    def get_export_filename(self, request, queryset, file_format) -> str:
        return (
            super()
            .get_export_filename(request, queryset, file_format)
            .replace(self.model.__name__, f"{self.model._meta.model_name}s", 1)
        )

    def init_request_context_data(self, request, form) -> dict[str, Any]:
        context = super().init_request_context_data(request, form)
        context["page_count"] = self.get_export_queryset(request).count()
        return context

    # Import

    def get_confirm_form_kwargs(self, request, import_form=None) -> dict[str, Any]:
        return {**super().get_confirm_form_kwargs(request, import_form), "by": request.user}

    def get_confirm_form_initial(self, request, import_form) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            initial["import_file_name"] = uploads.ticket_for(initial["import_file_name"], by=request.user)
            initial["significance"] = import_form.cleaned_data["significance"]
        return initial

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"significance": kwargs["form"].cleaned_data["significance"]}

    def add_data_read_fail_error_to_form(self, form, e: Exception) -> None:
        if not isinstance(e, Unreadable):
            raise e
        form.add_error("import_file", str(e))

    def import_action(self, request, **kwargs: Any):
        response = super().import_action(request, **kwargs)
        response.context_data |= self._page_context(response.context_data.get("result"))
        return response

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs: Any):
        if not self.has_import_permission(request):
            raise PermissionDenied
        if not self.create_confirm_form(request).is_valid():
            messages.error(request, uploads.FileGone.message)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request):
        """Leave for the list, or show what stood in the way since the dry run."""
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        form = self.get_import_form_class(request)(self.get_import_formats(), self.get_import_resource_classes(request))
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts, "media": self.media}
        return TemplateResponse(request, self.import_template_name, {**context, **self._page_context(result)})

    def add_success_message(self, result: Result, request) -> None:
        counts = {kind: result.totals[kind] for kind in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)}
        messages.success(
            request,
            _("Imported: %(new)d new, %(update)d changed, %(same)d as they were.")
            % {**counts, "same": result.totals[RowResult.IMPORT_TYPE_SKIP]},
        )
        if waiting := sum(row.diff.waits_for_review for row in result.rows):
            told = ngettext("%(count)d page waits for a reviewer.", "%(count)d pages wait for a reviewer.", waiting)
            messages.info(request, told % {"count": waiting})

    def generate_log_entries(self, result: Result, request) -> None:
        for kind, flag in ((RowResult.IMPORT_TYPE_NEW, ADDITION), (RowResult.IMPORT_TYPE_UPDATE, CHANGE)):
            if pages := [row.instance for row in result.rows if row.import_type == kind]:
                LogEntry.objects.log_actions(request.user.pk, pages, flag, change_message=_("Import"))

    def _page_context(self, result: Result | None) -> dict[str, Any]:
        context: dict[str, Any] = {
            "title": _("Import"),
            "columns": [column.name for column in columns_of(self.model)],
            "result": result,
        }
        if result is None:
            return context
        changed = [row for row in result.rows if row.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)]
        problems = [
            (row.number, column, problem)
            for row in result.invalid_rows
            for errors in ({"": row.non_field_specific_errors} | row.field_specific_errors,)
            for column, texts in errors.items()
            for problem in texts
        ]
        return context | {
            "table_problems": [error.error for error in result.base_errors],
            "problems": problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
            "bad_rows": len(result.invalid_rows),
            "rows": [row.diff for row in changed[:ROWS_SHOWN]],
            "more_rows": max(0, len(changed) - ROWS_SHOWN),
            "counts": dict(result.totals),
            "waiting": sum(row.diff.waits_for_review for row in changed),
            "removed": sum(len(row.diff.removed) for row in changed),
        }
