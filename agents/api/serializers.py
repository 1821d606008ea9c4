"""What the API says about agents: never an e-mail address."""

from rest_framework import serializers

from ..models import AgentLanguage, SupportAgent


class AgentLanguageSerializer(serializers.ModelSerializer):
    class Meta:
        model = AgentLanguage
        fields = ["language", "level"]
        extra_kwargs = {"level": {"help_text": "1 basic, 2 fluent, 3 native."}}


class AgentSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="user.public_name", read_only=True)
    languages = AgentLanguageSerializer(many=True, read_only=True)
    specialties: serializers.Field = serializers.SlugRelatedField(many=True, read_only=True, slug_field="category")
    rating = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        coerce_to_string=False,
        read_only=True,
        allow_null=True,
        help_text="1 to 5; null before the first.",
    )
    average_first_response_seconds = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Mean time to the first answer; null before the first."
    )

    class Meta:
        model = SupportAgent
        fields = [
            "id",
            "name",
            "availability",
            "languages",
            "specialties",
            "rating",
            "rating_count",
            "average_first_response_seconds",
        ]
        read_only_fields = fields
