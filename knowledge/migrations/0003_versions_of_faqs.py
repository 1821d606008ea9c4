"""FAQs get a status like articles and their first version in each language; votes belong to the version they were cast on."""

from django.db import migrations
from django.db.models import Max

LANGUAGES = ("en", "es", "fr", "de", "ar", "zh_hans")


def code(column):
    return column.replace("_", "-")


def give_status(apps, schema_editor):
    apps.get_model("knowledge", "FAQ").objects.filter(is_published=True).update(status="published")


def take_status(apps, schema_editor):
    apps.get_model("knowledge", "FAQ").objects.filter(status="published").update(is_published=True)


def first_versions(apps, schema_editor):
    FAQ, Revision = apps.get_model("knowledge", "FAQ"), apps.get_model("knowledge", "Revision")
    for faq in FAQ.objects.iterator():
        for column in LANGUAGES:
            question, answer = getattr(faq, f"question_{column}"), getattr(faq, f"answer_{column}")
            if question and answer:
                Revision.objects.create(
                    faq=faq,
                    language=code(column),
                    number=1,
                    title=question,
                    body=answer,
                    author_id=faq.updated_by_id,
                    status=faq.status,
                    created_at=faq.created_at,
                    published_at=faq.published_at if faq.status == "published" else None,
                )


def note_originals(apps, schema_editor):
    """Nothing says what older translations were made from: they count as made from what is live."""
    Revision = apps.get_model("knowledge", "Revision")
    for kind in ("faq", "article"):
        live = Revision.objects.filter(language="en", status="published", **{f"{kind}__isnull": False})
        newest = live.values(kind).annotate(newest=Max("number")).values_list(kind, "newest").order_by()
        for page, number in newest:
            original = live.get(**{kind: page}, number=number)
            Revision.objects.filter(**{kind: page}).exclude(language="en").update(translated_from=original)


def votes_on_versions(apps, schema_editor):
    Feedback, Revision = apps.get_model("knowledge", "Feedback"), apps.get_model("knowledge", "Revision")
    versions = {(row.faq_id, row.language): row for row in Revision.objects.filter(faq__isnull=False)}
    for vote in Feedback.objects.iterator():
        vote.revision = versions.get((vote.faq_id, vote.language)) or versions.get((vote.faq_id, "en"))
        if vote.revision is None:
            vote.delete()
        else:
            vote.save(update_fields=["revision"])


def votes_on_pages(apps, schema_editor):
    apps.get_model("knowledge", "Feedback").objects.filter(faq__isnull=False).update(revision=None)


def without_versions(apps, schema_editor):
    apps.get_model("knowledge", "Feedback").objects.filter(faq__isnull=True).delete()
    apps.get_model("knowledge", "Revision").objects.filter(article__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_pages")]

    operations = [
        migrations.RunPython(give_status, take_status),
        migrations.RunPython(first_versions, without_versions),
        migrations.RunPython(note_originals, migrations.RunPython.noop),
        migrations.RunPython(votes_on_versions, votes_on_pages),
    ]
