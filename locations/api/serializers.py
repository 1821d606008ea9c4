from rest_framework import serializers

from ..hours import show_time
from ..models import LocalService, LocalSupport, SpecialDay, SpecialHours
from ..presentation import PlacePresentation


class ServiceSerializer(serializers.ModelSerializer):
    class Meta:
        model = LocalService
        fields = ["slug", "name"]


class HoursSerializer(serializers.Serializer):
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")
    opens = serializers.CharField(help_text="HH:MM, by the place's own clock.")
    closes = serializers.CharField(help_text="HH:MM; before `opens` when it closes after midnight.")


class SpecialHoursSerializer(serializers.Serializer):
    opens = serializers.SerializerMethodField(help_text="HH:MM, by the place's own clock.")
    closes = serializers.SerializerMethodField(help_text="HH:MM; before `opens` when it closes after midnight.")

    def get_opens(self, row: SpecialHours) -> str:
        return show_time(row.opens)

    def get_closes(self, row: SpecialHours) -> str:
        return show_time(row.closes)


class SpecialDaySerializer(serializers.ModelSerializer):
    """Replaces the weekday's hours; without any of its own the place is closed all day."""

    date = serializers.DateField(source="day")
    hours = SpecialHoursSerializer(many=True)

    class Meta:
        model = SpecialDay
        fields = ["date", "name", "hours"]


class PlaceSerializer(serializers.Serializer):
    """Takes a `PlacePresentation`."""

    id = serializers.IntegerField(source="place.pk")
    slug = serializers.CharField(source="place.slug")
    name = serializers.CharField(source="place.name")
    kind = serializers.ChoiceField(source="place.kind", choices=LocalSupport.Kind.choices)
    description = serializers.CharField(source="place.description")
    address = serializers.CharField(source="place.address")
    postal_code = serializers.CharField(source="place.postal_code")
    city = serializers.CharField(source="place.city")
    country = serializers.CharField(source="place.country", help_text="ISO 3166 alpha-2.")
    country_name = serializers.CharField()
    latitude = serializers.FloatField(source="place.latitude")
    longitude = serializers.FloatField(source="place.longitude")
    phones = serializers.ListField(source="place.phones", child=serializers.CharField())
    email = serializers.CharField(source="place.email")
    emergency_line = serializers.CharField(source="place.emergency_line")
    services = ServiceSerializer(source="place.services.all", many=True)
    languages = serializers.SerializerMethodField()
    time_zone = serializers.CharField(source="place.time_zone")
    opening_hours = HoursSerializer(many=True)
    special_days = SpecialDaySerializer(many=True, help_text="From today to a year ahead.")
    open_now = serializers.BooleanField(source="is_open")
    opens_text = serializers.CharField(help_text="For people, in the language of the answer.")
    today_text = serializers.CharField(help_text="What is special today, for people; often empty.")
    distance_km = serializers.FloatField(allow_null=True, help_text="From the point asked for; null without one.")
    url = serializers.SerializerMethodField()

    def get_languages(self, shown: PlacePresentation) -> list[str]:
        return [row.language for row in shown.place.languages.all()]

    def get_url(self, shown: PlacePresentation) -> str:
        return self.context["request"].build_absolute_uri(shown.place.get_absolute_url())
