"""FAQs and articles as django-import-export wants them. What is imported is written by the services alone."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Error, Result, RowResult

from supportdesk.core.exceptions import Refusal

from .. import services
from ..models import FAQ, Article, Revision
from .columns import columns_of
from .formats import Table, Unreadable
from .planning import Plan, PlannedRow


class PageResource(Resource):
    """Exports pages, and imports what a `Plan` makes of a table: everything, or nothing when any row is refused."""

    model: type[FAQ] | type[Article]
    plan: Plan | None = None

    class Meta:
        use_transactions = True
        import_id_fields = ["slug"]
        instance_loader_class = BaseInstanceLoader
        skip_diff = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.fields = {column.name: Field(column_name=column.name, dehydrate_method=column.of) for column in columns_of(cls.model)}

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    def get_queryset(self):
        return self.model.objects.order_by("category__position", "position", "pk")

    def filter_export(self, queryset, **kwargs: Any):
        wanted = queryset.select_related("category").prefetch_related("tags", "groups")
        return wanted.prefetch_related("phrasings") if self.model is FAQ else wanted

    def import_data(self, dataset: Table, dry_run: bool = False, **kwargs: Any) -> Result:
        """What the table changes, or would change: a dry run only reads.

        Further arguments: `user`, `file_name`, and `significance` of the changes.
        """
        if dry_run:
            kwargs.pop("raise_errors", None)
            result = self.import_data_inner(
                dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False, **kwargs
            )
        else:
            result = super().import_data(dataset, rollback_on_validation_errors=True, **kwargs)
        for invalid in result.invalid_rows:
            # By the row of the file, where there are headers and blank lines as well.
            invalid.number = dataset.numbers[invalid.number - 1]
        return result

    def before_import(self, dataset: Table, **kwargs: Any) -> None:
        self.plan = Plan(self.model, dataset, by=kwargs.get("user"))

    def handle_import_error(self, result: Result, error: Exception, raise_errors: bool = False) -> None:
        """Of the whole table; what nobody foresaw is not shown as if the file were at fault."""
        if not isinstance(error, Unreadable):
            raise error
        result.append_base_error(Error(error))

    def import_row(self, row: dict, instance_loader: object, **kwargs: Any) -> RowResult:
        outcome = RowResult()
        if self.plan is None:
            outcome.import_type = RowResult.IMPORT_TYPE_SKIP
            return outcome
        planned = self.plan.rows[kwargs["row_number"] - 1]
        outcome.import_type, outcome.diff, outcome.instance = planned.outcome, planned, planned.page
        try:
            if planned.problems:
                raise ValidationError({column or NON_FIELD_ERRORS: problems for column, problems in planned.problems.items()})
            if planned.outcome != "skip" and not kwargs["dry_run"] and not self.plan.has_problems:
                outcome.instance = self._write(planned, self.plan, **kwargs)
        except ValidationError as error:
            outcome.import_type, outcome.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        return outcome

    def _write(self, row: PlannedRow, plan: Plan, **kwargs: Any) -> FAQ | Article:
        changes: dict[str, Any] = {
            **{name: row.values[name] for name in _STANDING if name in row.values},
            "texts": plan.texts(row),
            "slug": "" if row.page else row.slug,
            "significance": kwargs.get("significance") or Revision.Significance.NORMAL,
            "comment": _("Import %(name)s") % {"name": kwargs.get("file_name") or ""},
            "origin": Revision.Origin.IMPORT,
        }
        try:
            if self.model is FAQ:
                return services.save_faq(cast("FAQ | None", row.page), by=plan.by, phrasings=plan.phrasings(row), **changes)
            return services.save_article(cast("Article | None", row.page), by=plan.by, **changes)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        except IntegrityError as error:
            raise ValidationError(_("Somebody else took this address meanwhile.")) from error


_STANDING = ("category", "status", "audience", "groups", "tags", "position", "expires_at", "verify_by")


class FAQResource(PageResource):
    model = FAQ


class ArticleResource(PageResource):
    model = Article


def resource_for(headers: list[str]) -> type[PageResource]:
    """By a column that only one kind of page has."""
    faqs, articles = ({column.name for column in columns_of(model)} for model in (FAQ, Article))
    if not (faqs - articles).isdisjoint(headers):
        return FAQResource
    if not (articles - faqs).isdisjoint(headers):
        return ArticleResource
    raise Unreadable(_("The columns tell neither FAQs nor articles: question_en or title_en is missing."))
