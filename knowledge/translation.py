"""Which fields exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .models import FAQ, Article, FAQCategory, Tutorial, TutorialChapter, TutorialSeries


@register(FAQCategory)
class FAQCategoryTranslation(TranslationOptions):
    fields = ("name", "description")


@register(FAQ)
class FAQTranslation(TranslationOptions):
    fields = ("question", "answer")


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "body_html")


@register(Tutorial)
class TutorialTranslation(TranslationOptions):
    fields = ("title", "description", "transcript")


@register(TutorialSeries)
class TutorialSeriesTranslation(TranslationOptions):
    fields = ("title",)


@register(TutorialChapter)
class TutorialChapterTranslation(TranslationOptions):
    fields = ("title",)
