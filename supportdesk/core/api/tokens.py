"""Signing in for programs: a bearer token for e-mail and password."""

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from .authentication import BearerAuthentication
from .throttling import TokenThrottle
from .views import PortalAPIView


class CredentialsSerializer(serializers.Serializer):
    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, write_only=True, max_length=128)


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Shown once; only its hash is kept.")
    expires_at = serializers.DateTimeField()


class TokenView(PortalAPIView):
    """Make a token, or revoke the one that the call carries."""

    authentication_classes = [BearerAuthentication]
    serializer_class = CredentialsSerializer

    def get_permissions(self):
        return [AllowAny() if self.request.method == "POST" else IsAuthenticated()]

    def get_throttles(self):
        return [TokenThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(summary="Sign in", auth=[], responses={200: TokenSerializer})
    def post(self, request):
        credentials = self.get_serializer(data=request.data)
        credentials.is_valid(raise_exception=True)
        user = authenticate(request, username=credentials.validated_data["email"], **credentials.validated_data)
        if user is None:
            raise AuthenticationFailed(_("The e-mail address or the password is wrong."))
        record, token = AuthToken.objects.create(user)
        return Response({"token": token, "expires_at": record.expiry})

    @extend_schema(summary="Sign out: revoke this token", request=None, responses={204: None})
    def delete(self, request):
        request.auth.delete()
        return Response(status=204)
