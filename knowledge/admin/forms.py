"""What editors, translators and reviewers fill in on the pages for versions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language

from ..forms import MomentInput, check_moment
from ..models import FAQ, Article, FAQCategory, Revision, Words
from .editing import label_of
from .states import State

SAVE, PROPOSE, PUBLISH, SCHEDULE, DISCARD = "save", "propose", "publish", "schedule", "discard"


class VersionForm(forms.Form):
    """One text of a page with what is said about the change. `do` is the button that was pressed."""

    title = forms.CharField(max_length=250, required=False)
    summary = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    body = forms.CharField(required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 22}))
    significance = forms.TypedChoiceField(
        label=_("How much changed"),
        choices=Revision.Significance.choices,
        coerce=int,
        initial=Revision.Significance.NORMAL,
    )
    comment = forms.CharField(label=_("What changed"), max_length=300, required=False)
    publish_at = forms.DateTimeField(
        label=_("Publish at"), required=False, widget=MomentInput, help_text=_("In your own time zone.")
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    over_newer = forms.BooleanField(label=_("Replace the newer text by this one"), required=False)

    def __init__(self, *args: Any, page: FAQ | Article, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, column in zip(Words._fields, page.WORDS, strict=True):
            if not column:
                del self.fields[name]
                continue
            field = cast(forms.CharField, self.fields[name])
            field.label = label_of(page, column)
            field.max_length = getattr(page._meta.get_field(column), "max_length", None) or field.max_length
            field.widget.attrs |= {"lang": language, "dir": "rtl" if language == Language.AR else "ltr"}
            # Half a text may be kept as a draft.
            field.required = self.is_bound and column in page.ESSENTIAL and self.data.get("do") not in (SAVE, DISCARD)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("do") == SCHEDULE and "publish_at" not in self.errors:
            check_moment(self, cleaned.get("publish_at"))
        return cleaned

    def words(self) -> Words:
        return Words(*(self.cleaned_data.get(name, "") for name in Words._fields))


class TranslationForm(VersionForm):
    """A text beside its original, of which `original` is the version that was shown; FAQs with other ways to ask."""

    original = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    phrasings = forms.CharField(
        label=_("Other ways to ask the same, one a line"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Searched as soon as they are saved, whatever happens to the text."),
    )

    def __init__(self, *args: Any, page: FAQ | Article, language: str, **kwargs: Any) -> None:
        super().__init__(*args, page=page, language=language, **kwargs)
        del self.fields["significance"]
        if isinstance(page, FAQ):
            self.fields["phrasings"].widget.attrs |= {"lang": language, "dir": "rtl" if language == Language.AR else "ltr"}
        else:
            del self.fields["phrasings"]

    def clean_phrasings(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["phrasings"].splitlines()]
        if any(len(line) > 250 for line in lines):
            raise forms.ValidationError(_("Each may have 250 characters at most."))
        return [line for line in lines if line]


class DecisionForm(forms.Form):
    """What a reviewer says to a proposal. `do` is the button that was pressed."""

    note = forms.CharField(
        label=_("Note to the author"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed when you turn it down."),
    )
    publish_at = forms.DateTimeField(
        label=_("Publish at"), required=False, widget=MomentInput, help_text=_("In your own time zone.")
    )
    over_newer = forms.BooleanField(label=_("Replace the newer text by this one"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("do") == SCHEDULE and "publish_at" not in self.errors:
            check_moment(self, cleaned.get("publish_at"))
        if self.data.get("do") == "reject" and not cleaned.get("note"):
            self.add_error("note", _("Say why, so that the author can do better."))
        return cleaned


class TranslationsFilter(forms.Form):
    """Which pages the overview of translations lists; all optional, and what is not understood filters nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("FAQs and articles")),
            ("faq", FAQ._meta.verbose_name_plural),
            ("article", Article._meta.verbose_name_plural),
        ],
    )
    # Not "language": that parameter changes the language of the page itself.
    lang = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("All languages")), *(choice for choice in Language.choices if choice[0] != Language.EN)],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *State.choices])
    category: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=FAQCategory.objects.all(), empty_label=_("All categories")
    )

    def usable(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
