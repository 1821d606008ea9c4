"""Signing in for programs: a bearer token for e-mail and password."""

from __future__ import annotations

import hashlib

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_login_failed
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ..exceptions import NotAllowed
from ..models import User
from ..ratelimits import hit
from .authentication import BearerAuthentication, CredentialsInTheBody
from .fields import StrictCharField, StrictEmailField
from .throttling import TokenThrottle
from .views import PortalAPIView


class AddressNotVerified(NotAllowed):
    code = "email_not_verified"
    message = _("Confirm your e-mail address first: sign in on the website.")


class SecondFactorNeeded(NotAllowed):
    code = "second_factor_required"
    message = _("This account is protected by a second factor. Send `code` as well.")


class CredentialsSerializer(serializers.Serializer):
    email = StrictEmailField(max_length=254)
    password = StrictCharField(trim_whitespace=False, write_only=True, max_length=1024)
    code = StrictCharField(
        required=False,
        write_only=True,
        max_length=40,
        help_text="For accounts with a second factor: a code of the authenticator app, or a recovery code.",
    )


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Shown once; only its hash is kept.")
    expires_at = serializers.DateTimeField()


class TokenView(PortalAPIView):
    """Make a token, or revoke the one that the call carries."""

    serializer_class = CredentialsSerializer

    @property
    def _signs_in(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    def get_authenticators(self):
        return [CredentialsInTheBody() if self._signs_in else BearerAuthentication()]

    def get_permissions(self):
        return [AllowAny() if self._signs_in else IsAuthenticated()]

    def get_throttles(self):
        return [TokenThrottle()] if self._signs_in else super().get_throttles()

    @extend_schema(
        operation_id="auth_token_create",
        summary="Sign in: get a bearer token",
        description="A few tries a minute for each address and each account.",
        responses={200: TokenSerializer},
    )
    def post(self, request: Request) -> Response:
        credentials = self.get_serializer(data=request.data)
        credentials.is_valid(raise_exception=True)
        user = _sign_in(request, **credentials.validated_data)
        record, token = AuthToken.objects.create(user)
        return Response(TokenSerializer({"token": token, "expires_at": record.expiry}).data)

    @extend_schema(
        operation_id="auth_token_destroy",
        summary="Sign out: revoke the token of this call, and no other",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        request.auth.delete()
        return Response(status=204)


def _sign_in(request: Request, *, email: str, password: str, code: str = "") -> User:
    """The active person with this address and password.

    Whatever is wrong with them, one password hash is computed and the answer is the same.
    """
    account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    hit("token", f"account-{account}")
    # This backend alone: with a second one an unknown address would take another time than a wrong password.
    user = ModelBackend().authenticate(request._request, username=email, password=password)
    if not isinstance(user, User):
        user_login_failed.send(sender=__name__, credentials={"email": email}, request=request._request)
        raise AuthenticationFailed(_("The e-mail address or the password is wrong."))
    # Accounts that an administrator made have no such row, and nothing to confirm.
    if EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists():
        raise AddressNotVerified
    _check_second_factor(user, code)
    return user


def _check_second_factor(user: User, code: str) -> None:
    factors = list(Authenticator.objects.filter(user=user))
    if not factors:
        return
    if not code:
        raise SecondFactorNeeded
    for factor in factors:
        if factor.type != Authenticator.Type.WEBAUTHN and factor.wrap().validate_code(code):
            factor.record_usage()
            return
    raise AuthenticationFailed(_("The code is wrong."))
