"""Which fields exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .models import LocalService, LocalSupport


@register(LocalSupport)
class LocalSupportTranslation(TranslationOptions):
    fields = ("name", "city", "description")


@register(LocalService)
class LocalServiceTranslation(TranslationOptions):
    fields = ("name",)
