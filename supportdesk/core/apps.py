from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "supportdesk.core"
    label = "core"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .roles import sync_roles

        post_migrate.connect(sync_roles, dispatch_uid="core.sync_roles")
