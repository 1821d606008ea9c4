"""FAQs and tutorials as the API shows and takes them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supportdesk.core.api.fields import KnownFieldsMixin, StrictBooleanField, StrictCharField, StrictChoiceField
from supportdesk.core.choices import Language

from ..models import FAQ, FAQCategory, Feedback, Tutorial
from ..rendering import answer_html, media_url
from ..services import foreign_video

MAX_ANSWER = 20_000


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = FAQCategory
        fields = ["slug", "name", "topic"]
        read_only_fields = fields


class _PageMixin(serializers.Serializer):
    """What can be opened in a browser, in several languages."""

    language = serializers.CharField(
        source="shown_language", read_only=True, help_text="The language of the texts here: the one asked for, or en."
    )
    translations = serializers.ListField(
        source="languages", child=serializers.CharField(), read_only=True, help_text="The languages it can be had in."
    )
    url = serializers.SerializerMethodField(help_text="The page.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, thing) -> str:
        return self.context["request"].build_absolute_uri(thing.get_absolute_url())


class FAQSerializer(_PageMixin, serializers.ModelSerializer):
    """A question with its answer, in one language."""

    answer = serializers.CharField(read_only=True, help_text="Markdown.")
    answer_html = serializers.SerializerMethodField(help_text="The same as safe HTML.")
    category = CategorySerializer(read_only=True)
    tags: serializers.SlugRelatedField = serializers.SlugRelatedField("name", many=True, read_only=True)
    published = serializers.BooleanField(source="is_published", read_only=True)

    class Meta:
        model = FAQ
        fields = [
            *("id", "slug", "question", "answer", "answer_html", "category", "tags", "language", "translations"),
            *("view_count", "helpful_count", "not_helpful_count", "published", "created_at", "updated_at", "url"),
        ]
        read_only_fields = fields

    def get_answer_html(self, faq) -> str:
        return answer_html(faq.answer, faq.shown_language)


class TranslationSerializer(KnownFieldsMixin, serializers.Serializer):
    question = StrictCharField(max_length=250, required=False)
    answer = StrictCharField(max_length=MAX_ANSWER, required=False)


class _ByLanguage(serializers.DictField):
    """An object whose keys are languages of the portal."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := [str(key)[:20] for key in data if key not in Language.values]):
            raise serializers.ValidationError(
                _("Unknown language: %(languages)s. Known are %(known)s.")
                % {"languages": ", ".join(unknown[:5]), "known": ", ".join(Language.values)},
                code="invalid_choice",
            )
        return super().to_internal_value(data)


class CategorySlugField(serializers.SlugRelatedField):
    """A category by its slug; anything but text is refused."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="slug", queryset=FAQCategory.objects.all(), **kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


class FAQWriteSerializer(KnownFieldsMixin, serializers.Serializer):
    """`{"question", "answer", "category"}` makes an FAQ. English must be there, as what other languages fall back to."""

    question = StrictCharField(max_length=250, required=False, help_text="In `language`.")
    answer = StrictCharField(max_length=MAX_ANSWER, required=False, help_text="In `language`; Markdown.")
    language = StrictChoiceField(
        Language.choices,
        required=False,
        help_text="Which language `question` and `answer` are in; without it, the language of the call.",
    )
    translations = _ByLanguage(
        child=TranslationSerializer(allow_null=True),
        required=False,
        help_text='More languages: `{"es": {"question": …, "answer": …}}`; null takes a language away.',
    )
    category = CategorySlugField(help_text="The slug of a category.")
    phrasings = _ByLanguage(
        child=serializers.ListField(child=StrictCharField(max_length=250), max_length=100),
        required=False,
        help_text='Other ways to ask, for the search: `{"en": ["where is my money"]}` replaces those of the languages named.',
    )
    tags = serializers.ListField(
        child=StrictCharField(max_length=50),
        max_length=20,
        required=False,
        help_text="Replaces the tags; kept in lower case with hyphens.",
    )
    published = StrictBooleanField(required=False, help_text="Shown to everybody; a new FAQ is, unless this is false.")

    def validate(self, data):
        texts = dict(data.pop("translations", {}))
        own = {field: data.pop(field) for field in ("question", "answer") if field in data}
        language = data.pop("language", None) or self.context["language"]
        if own:
            texts[language] = {**(texts.get(language) or {}), **own}
        if not self.partial:
            self._check_new(texts, language, own)
            data.setdefault("published", True)
        return {**data, "texts": texts}

    def _check_new(self, texts, language, own) -> None:
        if not texts or (own and len(own) < 2 and len(texts[language]) < 2):
            missing = [field for field in ("question", "answer") if field not in own]
            raise serializers.ValidationError({field: _("This field is required.") for field in missing}, code="required")
        if not texts.get("en"):
            raise serializers.ValidationError(
                {
                    "translations": _(
                        'An English text is needed, as what every other language falls back to: add "en" to the translations.'
                    )
                },
                code="english_missing",
            )


class FeedbackSerializer(KnownFieldsMixin, serializers.Serializer):
    helpful = StrictBooleanField()
    reason = StrictChoiceField(
        Feedback.Reason.choices,
        required=False,
        help_text="Why it did not help; only with `helpful: false`. It stays until the vote changes.",
    )
    comment = StrictCharField(max_length=1000, required=False, allow_blank=True)

    def validate(self, data):
        if data["helpful"] and "reason" in data:
            raise serializers.ValidationError({"reason": _("There is a reason only for what did not help.")}, code="invalid")
        return data


class FeedbackResultSerializer(serializers.Serializer):
    helpful = serializers.BooleanField()
    comment = serializers.CharField()
    helpful_count = serializers.IntegerField(source="faq.helpful_count")
    not_helpful_count = serializers.IntegerField(source="faq.not_helpful_count")


class CaptionSerializer(serializers.Serializer):
    language = serializers.ChoiceField(Language.choices)
    url = serializers.URLField()


class ChapterSerializer(serializers.Serializer):
    starts_at = serializers.IntegerField(help_text="Seconds from the beginning.")
    title = serializers.CharField()


class SeriesSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()


class TutorialSerializer(_PageMixin, serializers.ModelSerializer):
    """Something shown step by step, in one language: a video with captions, or its written form."""

    video_url = serializers.SerializerMethodField(help_text="The file, or the address elsewhere; null for a tutorial to read.")
    poster_url = serializers.SerializerMethodField()
    captions = serializers.SerializerMethodField()
    chapters = ChapterSerializer(many=True, read_only=True)
    series = SeriesSerializer(read_only=True, allow_null=True)
    place_in_series = serializers.IntegerField(read_only=True, help_text="Lower ones come first.")
    description = serializers.CharField(read_only=True, help_text="Markdown.")
    transcript = serializers.CharField(read_only=True, help_text="Markdown.")

    class Meta:
        model = Tutorial
        fields = [
            *("id", "slug", "title", "description", "category", "level", "duration_seconds", "video_url", "poster_url"),
            *("captions", "chapters", "series", "place_in_series", "transcript", "language", "translations"),
            *("view_count", "completion_count", "helpful_count", "not_helpful_count", "url"),
        ]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_video_url(self, tutorial) -> str | None:
        elsewhere = foreign_video(tutorial.video_url)
        return self._address_of(tutorial.video) or (elsewhere.address if elsewhere else None)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_poster_url(self, tutorial) -> str | None:
        return self._address_of(tutorial.poster)

    @extend_schema_field(CaptionSerializer(many=True))
    def get_captions(self, tutorial) -> list[dict]:
        return [{"language": caption.language, "url": self._address_of(caption.file)} for caption in tutorial.captions.all()]

    def _address_of(self, file) -> str | None:
        return self.context["request"].build_absolute_uri(media_url(file)) if file else None
