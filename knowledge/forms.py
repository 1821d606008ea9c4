"""What readers and editors fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from supportdesk.core.choices import Language

from .models import FAQ, Article, Audience, FAQCategory, Feedback, Revision, Translated, Tutorial


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
    """Of FAQs and articles, whose changes are kept as versions."""

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("audience") == Audience.GROUPS and not cleaned.get("groups"):
            self.add_error("groups", _("Choose at least one group that may read this."))
        return cleaned


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
    texts_in = ("title", "description", "transcript")

    class Meta:
        model = Tutorial
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("video") and cleaned.get("video_url"):
            self.add_error("video_url", _("Give a file or an address elsewhere, not both."))
        return cleaned

    def files_given(self) -> dict[str, Any]:
        """New files by field; None where one was taken away."""
        return {name: self.cleaned_data[name] or None for name in ("video", "poster") if name in self.changed_data}
