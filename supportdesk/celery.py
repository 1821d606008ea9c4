"""Where `celery -A supportdesk worker` finds its application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")

import django

django.setup()

from supportdesk.core.jobs.celery import app

__all__ = ["app"]
