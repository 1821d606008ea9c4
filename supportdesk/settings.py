"""Settings, from the environment only. Without any variable set this is a working demo on SQLite."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from supportdesk.core.databases import database_from_url
from supportdesk.core.logs import logging_config
from supportdesk.core.maps import tile_sources
from supportdesk.theme import admin_theme

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
TESTING = env.bool("TESTING", False)
if not TESTING and (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

# Base
DEBUG = env.bool("DEBUG", True)
SECRET_KEY = env.str("SECRET_KEY", "not-secret-in-development-only-0123456789abcdef") if DEBUG else env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")
SITE_NAME = env.str("SITE_NAME", "Lumora Support")
HTTPS = SITE_URL.startswith("https://")
ROOT_URLCONF = "supportdesk.urls"
ASGI_APPLICATION = "supportdesk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Apps
INSTALLED_APPS = [
    "daphne",
    "modeltranslation",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.import_export",
    "supportdesk.core",
    "knowledge",
    "locations",
    "tickets",
    "agents",
    "community",
    "assistant",
    "supportdesk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "template_partials.apps.SimpleAppConfig",
    "csp",
]
MIDDLEWARE = [
    "supportdesk.core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "supportdesk.core.requestlog.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "supportdesk.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "supportdesk.core.middleware.AdminContentSecurityMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "supportdesk.core.middleware.TimeZoneMiddleware",
    "supportdesk.core.middleware.VisitorMiddleware",
    "supportdesk.core.middleware.RefusalMiddleware",
    "supportdesk.core.search.clicks.SearchClickMiddleware",
]

# Templates
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "supportdesk.core.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "supportdesk.core.templatetags.ui",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "supportdesk.core.forms.PortalRenderer"

# Data
DATABASES = {"default": database_from_url(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"))}
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
    )
}
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", "supportdesk.core.jobs.database.DatabaseBackend"), "QUEUES": []}}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL)
JOBS = {
    # A worker promises every BEAT to be alive for another LEASE; what a dead one held is taken by another.
    "LEASE_SECONDS": env.float("JOBS_LEASE_SECONDS", 15.0),
    "BEAT_SECONDS": env.float("JOBS_BEAT_SECONDS", 4.0),
    "POLL_SECONDS": env.float("JOBS_POLL_SECONDS", 0.5),
    # How long a worker that was told to stop may finish its job, and a job may ignore its time limit.
    "STOP_SECONDS": env.float("JOBS_STOP_SECONDS", 10.0),
    "DEAF_SECONDS": env.float("JOBS_DEAF_SECONDS", 10.0),
    "PLAIN_TASK_SECONDS": 600.0,
    "RESEND_SECONDS": 900.0,
    "MAX_LOST": 5,
    "KEEP_DONE_DAYS": env.int("JOBS_KEEP_DONE_DAYS", 3),
    "KEEP_FAILED_DAYS": env.int("JOBS_KEEP_FAILED_DAYS", 60),
}

# Live
CHANNEL_LAYERS = {
    "default": (
        {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

# People
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "supportdesk.core.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "supportdesk.core.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("de", _("German")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en",)}
TIME_ZONE = "UTC"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", str(VAR_DIR / "media"))()
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "supportdesk.core.staticfiles.ManifestStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", 10 * 1024 * 1024)
ATTACHMENTS_PER_MESSAGE = env.int("ATTACHMENTS_PER_MESSAGE", 5)

# Mail
_mail = env.email_url("EMAIL_URL", f"filemail:///{VAR_DIR / 'mail'}")
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail["EMAIL_BACKEND"], str(VAR_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST"), _mail.get("EMAIL_PORT")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER"), _mail.get("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Lumora Support <support@lumora.example>")

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "supportdesk.core.api.authentication.BearerAuthentication",
        "supportdesk.core.api.authentication.PageSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["supportdesk.core.api.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "supportdesk.core.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "supportdesk.core.api.schema.PortalSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "supportdesk.core.api.throttling.PersonThrottle",
        "supportdesk.core.api.throttling.AddressThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "person": env.str("RATE_PERSON", "1200/min"),
        "address": env.str("RATE_ADDRESS", "2400/min"),
        "assistant": env.str("RATE_ASSISTANT", "60/min"),
        "create": env.str("RATE_CREATE", "300/min"),
        "token": env.str("RATE_TOKEN", "30/min"),
    },
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
}
_DOCUMENTED_ERRORS = ["400", "401", "403", "404", "406", "409", "413", "415", "422", "429", "500"]
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "supportdesk.core.api.errors.PortalExceptionHandler",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": _DOCUMENTED_ERRORS,
    "ERROR_SCHEMAS": dict.fromkeys(_DOCUMENTED_ERRORS, "supportdesk.core.api.errors.ErrorSerializer"),
}
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(hours=env.int("TOKEN_HOURS", 720)),
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "24/7 Support System",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "supportdesk.core.api.schema.describe",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/support/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": "supportdesk.core.api.schema.order",
    "ENUM_NAME_OVERRIDES": {
        "LanguageEnum": "supportdesk.core.choices.Language",
        "TopicEnum": "supportdesk.core.choices.Topic",
        "TicketStatusEnum": "tickets.models.SupportTicket.Status",
        "TicketPriorityEnum": "tickets.models.SupportTicket.Priority",
        "TicketChannelEnum": "tickets.models.SupportTicket.Channel",
        "SenderTypeEnum": "tickets.models.SupportMessage.Sender",
        "TutorialCategoryEnum": "knowledge.models.Tutorial.Category",
        "AvailabilityEnum": "agents.models.SupportAgent.Availability",
        "PlaceKindEnum": "locations.models.LocalSupport.Kind",
    },
}

# Security
MAP_TILE_URL = env.str("MAP_TILE_URL", "")
MAP_TILE_ATTRIBUTION = env.str("MAP_TILE_ATTRIBUTION", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *tile_sources(MAP_TILE_URL)],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "frame-src": [NONE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "supportdesk.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs
LOGGING_CONFIG = None
LOGGING = logging_config(as_json=env.bool("LOG_JSON", not DEBUG), level=env.str("LOG_LEVEL", "INFO"))

# Ours
GUEST_LINK_DAYS = env.int("GUEST_LINK_DAYS", 90)
ASSISTANT_ANSWER_AT = env.float("ASSISTANT_ANSWER_AT", 0.70)
ASSISTANT_OFFER_AT = env.float("ASSISTANT_OFFER_AT", 0.30)
ASSISTANT_ANSWERER = env.str("ASSISTANT_ANSWERER", "assistant.answering.Quoting")
LLM_BASE_URL = env.str("LLM_BASE_URL", "")
LLM_API_KEY = env.str("LLM_API_KEY", "")
LLM_MODEL = env.str("LLM_MODEL", "")
LLM_TIMEOUT = env.float("LLM_TIMEOUT", 60)
KNOWLEDGE_REVIEW = env.bool("KNOWLEDGE_REVIEW", False)
KNOWLEDGE_FOUR_EYES = env.bool("KNOWLEDGE_FOUR_EYES", True)
KNOWLEDGE_VERIFY_DAYS = env.int("KNOWLEDGE_VERIFY_DAYS", 180)
VIEWS_FLUSH_SECONDS = env.float("VIEWS_FLUSH_SECONDS", 5)
TUTORIAL_MAX_BYTES = env.int("TUTORIAL_MAX_BYTES", 200 * 1024 * 1024)
VIDEO_HOSTS = env.list("VIDEO_HOSTS", default=["youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com"])
SEARCH_DIR = VAR_DIR / "search"
WARM_UP = env.bool("WARM_UP", not TESTING)
UNFOLD = admin_theme(SITE_NAME)
