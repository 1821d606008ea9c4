"""What readers and editors fill in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal
from supportdesk.core.models import User

from . import policies, services
from .models import (
    FAQ,
    Article,
    Audience,
    ContentFlag,
    FAQCategory,
    Feedback,
    Revision,
    Translated,
    Tutorial,
    TutorialSeries,
    Words,
)
from .services.versions import Outcome, fingerprint, tidied

# Of an answer or an article, in characters; a book is no page.
LONGEST_TEXT = 100_000


class FeedbackForm(forms.Form):
    """A vote, and once there is one, a comment; after a "no" also a reason."""

    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("What was the matter?"), choices=Feedback.Reason.choices, required=False, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What was good, what is missing?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Please no personal data: your comment is read by our editors, not answered."),
    )

    def words(self) -> dict[str, Any]:
        """What was said, as `rate_page` takes it; a comment that was not asked for is None."""
        comment = self.cleaned_data["comment"] if "comment" in self.data else None
        return {
            "helpful": self.cleaned_data["helpful"] == "yes",
            "reason": self.cleaned_data["reason"],
            "comment": comment,
        }


class FlagForm(forms.Form):
    """What is the matter with a page."""

    reason = forms.ChoiceField(label=_("What is the matter?"), choices=ContentFlag.Reason.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Tell us more"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Which sentence, which link? Please no personal data."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("reason") == ContentFlag.Reason.OTHER and not said.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Please say in a few words what it is."))
        return said


class MomentInput(forms.DateTimeInput):
    """Date and time by the browser's own control."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TranslatedForm(forms.ModelForm):
    """Fields of the admin, once per language: English must be there, any other language whole or not at all.

    Which fields there are is said by the fieldsets of the admin.
    """

    texts_in: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Part of the page's address. Made from the English text when left empty.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        model: type[Translated] = self._meta.model
        for language, texts in self.texts().items():
            missing = [field for field in model.ESSENTIAL if not texts[field]]
            if language == "en" or (any(texts.values()) and missing):
                for field in missing:
                    name = f"{field}_{language.replace('-', '_')}"
                    if name in self.fields and name not in self.errors:
                        self.add_error(name, _("This is still missing: a language is there as a whole or not at all."))
        return cleaned

    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by language and field."""
        return {
            language: {field: self.cleaned_data.get(f"{field}_{language.replace('-', '_')}") or "" for field in self.texts_in}
            for language in Language.values
        }


class PageForm(TranslatedForm):
    """Of FAQs and articles, whose changes are kept as versions.

    `writer` is who fills it in; `refusal` what the services said to it when it was sent before.
    """

    writer: User | None = None
    refusal: Refusal | None = None

    significance = forms.TypedChoiceField(
        label=_("How much changed"),
        choices=Revision.Significance.choices,
        coerce=int,
        initial=Revision.Significance.NORMAL,
        widget=UnfoldAdminSelectWidget,
        help_text=_("A typo needs no new translation; anything more makes the other languages outdated."),
    )
    comment = forms.CharField(
        label=_("What changed"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept with the new version."),
    )
    outcome = forms.ChoiceField(
        label=_("What becomes of the texts"),
        required=False,
        choices=Outcome.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("The other fields of this page change at once."),
    )
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=MomentInput(attrs={"class": " ".join(INPUT_CLASSES)}),
        help_text=_("In your own time zone."),
    )
    # Which texts the form showed, so that nobody undoes what another wrote meanwhile.
    seen = forms.JSONField(required=False, widget=forms.HiddenInput)
    over_newer = forms.BooleanField(label=_("Replace the newer text by mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        if page.pk and "seen" in self.fields:
            self.initial["seen"] = {language: fingerprint(page.words_in(language)) for language in Language.values}
        for name, field in self.fields.items():
            if name.startswith(("answer_", "body_")):
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        if "outcome" in self.fields:
            self.fields["outcome"].choices = self._outcomes(page)  # type: ignore[attr-defined]

    def _outcomes(self, page: FAQ | Article) -> list[tuple[str, Any]]:
        may_publish = policies.can_publish_own(self.writer, page)
        wishes = {
            Outcome.PUBLISH: _("Publish now") if may_publish else _("Propose for review"),
            Outcome.DRAFT: Outcome.DRAFT.label,
            Outcome.PROPOSE: Outcome.PROPOSE.label,
            Outcome.SCHEDULE: _("Publish at a time") if may_publish else _("Propose for a time"),
        }
        if not page.is_published:
            wishes[Outcome.PUBLISH] = _("As the status says")
            del wishes[Outcome.DRAFT]
        elif not may_publish:
            del wishes[Outcome.PROPOSE]
        return [(outcome.value, label) for outcome, label in wishes.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("audience") == Audience.GROUPS and not cleaned.get("groups"):
            self.add_error("groups", _("Choose at least one group that may read this."))
        cleaned["outcome"] = cleaned.get("outcome") or Outcome.PUBLISH
        if cleaned["outcome"] == Outcome.SCHEDULE and "publish_at" not in self.errors:
            check_moment(self, cleaned.get("publish_at"))
        if not isinstance(cleaned.get("seen"), dict):
            cleaned["seen"] = {}
        if self.refusal is not None:
            self.add_error(None, str(self.refusal))
        return cleaned

    def words(self) -> dict[str, Words]:
        """What was typed, as versions keep it."""
        return {
            language: tidied(Words(*(texts.get(column, "") if column else "" for column in self._meta.model.WORDS)))
            for language, texts in self.texts().items()
        }


def check_moment(form: forms.Form | forms.ModelForm, moment: datetime | None) -> None:
    """A time for publishing must be there, and to come."""
    if moment is None:
        form.add_error("publish_at", _("Say when it is to be published."))
    elif moment <= timezone.now():
        form.add_error("publish_at", _("That time has passed."))


class FAQForm(PageForm):
    texts_in = ("question", "answer")

    class Meta:
        model = FAQ
        fields: list[str] = []


class FAQCategoryForm(TranslatedForm):
    texts_in = ("name", "description")

    class Meta:
        model = FAQCategory
        fields: list[str] = []


class ArticleForm(PageForm):
    texts_in = ("title", "summary", "body")

    class Meta:
        model = Article
        fields: list[str] = []


class TutorialForm(TranslatedForm):
    """What is wrong with a file or an address is said here, so that nothing that was typed is lost."""

    texts_in = ("title", "description", "transcript")

    class Meta:
        model = Tutorial
        fields: list[str] = []

    def clean_video(self):
        file = self.cleaned_data["video"]
        if isinstance(file, UploadedFile):
            with _said_at_the_field():
                # Read once more when it is stored: a service takes nobody's word for it.
                self.cleaned_data["duration_seconds"] = services.check_video(file).seconds
        return file

    def clean_poster(self):
        file = self.cleaned_data["poster"]
        if isinstance(file, UploadedFile):
            with _said_at_the_field():
                services.check_poster(file)
        return file

    def clean_video_url(self):
        address = self.cleaned_data["video_url"]
        with _said_at_the_field():
            return services.read_video_address(address).address if address else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("video") and cleaned.get("video_url"):
            self.add_error("video_url", _("Give a file or an address elsewhere, not both."))
        return cleaned

    def files_given(self) -> dict[str, Any]:
        """New files by field; None where one was taken away."""
        return {name: self.cleaned_data[name] or None for name in ("video", "poster") if name in self.changed_data}


class CaptionForm(forms.ModelForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            with _said_at_the_field():
                services.read_cues(file)
        return file


class ChapterForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title_en"].required = True

    def titles(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"title_{language.replace('-', '_')}") or "" for language in Language.values}


class ChapterFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        length = self.instance.duration_seconds
        for row in self.forms:
            if length and row.cleaned_data.get("starts_at", 0) >= length and not row.cleaned_data.get("DELETE"):
                row.add_error("starts_at", services.ChapterOutside.message)


class TutorialSeriesForm(TranslatedForm):
    texts_in = ("title",)

    class Meta:
        model = TutorialSeries
        fields: list[str] = []


@contextmanager
def _said_at_the_field() -> Iterator[None]:
    """A refusal as an error of the field that is being cleaned."""
    try:
        yield
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
