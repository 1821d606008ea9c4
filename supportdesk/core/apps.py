from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "supportdesk.core"
    label = "core"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .roles import sync_roles

        # Permissions are made app by app; the last app to tell is told when all are there.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(sync_roles, sender=last, dispatch_uid="core.sync_roles")
        # Periodic jobs exist as soon as their modules are imported.
        autodiscover_modules("tasks")
