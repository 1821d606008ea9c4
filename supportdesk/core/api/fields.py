"""Fields that take what they say and nothing else: JSON has types, so a number is not a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class _TextOnly(serializers.Field):
    """Refuses numbers, booleans, lists and objects, NUL characters, and halves of surrogate pairs."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Not a valid string."), code="invalid")
        if "\x00" in data:
            raise serializers.ValidationError(_("Null characters are not allowed."), code="null_characters_not_allowed")
        try:
            data.encode()
        except UnicodeEncodeError as error:
            raise serializers.ValidationError(_("The text is not valid Unicode."), code="invalid_unicode") from error
        return super().to_internal_value(data)


class StrictCharField(_TextOnly, serializers.CharField):
    pass


class StrictEmailField(_TextOnly, serializers.EmailField):
    pass


class StrictChoiceField(_TextOnly, serializers.ChoiceField):
    """One of the values, as text; `ChoiceField` alone would take 1 for "1"."""


class StrictBooleanField(serializers.BooleanField):
    """true or false; from a form, where everything is text, also the words for them."""

    def to_internal_value(self, data):
        from_a_form = hasattr(getattr(self.parent, "initial_data", None), "getlist")
        if not isinstance(data, bool) and not (from_a_form and isinstance(data, str)):
            raise serializers.ValidationError(self.error_messages["invalid"].format(input=data), code="invalid")
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A whole number; 1.0, true and "1" are refused."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_internal_value(data)


class KnownFieldsMixin(serializers.Serializer):
    """For serializers of writes: a field that the call does not have is an error, not silence."""

    def to_internal_value(self, data):
        unknown = [name for name in data if name not in self.fields] if hasattr(data, "keys") else []
        if unknown:
            raise serializers.ValidationError(
                {
                    str(name)[:100]: [serializers.ErrorDetail(str(_("This field is not known here.")), code="unknown_field")]
                    for name in unknown[:20]
                }
            )
        return super().to_internal_value(data)
