"""Which fields exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .models import LocalService, LocalSupport, SpecialDay


@register(LocalSupport)
class LocalSupportTranslation(TranslationOptions):
    fields = ("name", "city", "description")


@register(LocalService)
class LocalServiceTranslation(TranslationOptions):
    fields = ("name",)


@register(SpecialDay)
class SpecialDayTranslation(TranslationOptions):
    fields = ("name",)
