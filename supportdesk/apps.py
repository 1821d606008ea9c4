from django.apps import AppConfig


class SupportdeskConfig(AppConfig):
    """The roof: it holds commands and site-wide templates, and no tables."""

    name = "supportdesk"
    label = "supportdesk"
