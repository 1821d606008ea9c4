import django.db.models.deletion
import django.utils.timezone
import knowledge.models.attachments
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_versions_of_faqs")]

    operations = [
        migrations.RemoveField(
            model_name='faq',
            name='is_published',
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'signed_in', 'staff', 'groups'])), name='article_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='faq',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived'])), name='faq_status_known'),
        ),
        migrations.AddConstraint(
            model_name='faq',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['public', 'signed_in', 'staff', 'groups'])), name='faq_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='faq',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='faq_published_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', True), ('faq__isnull', False), ('tutorial__isnull', True)), models.Q(('article__isnull', False), ('faq__isnull', True), ('tutorial__isnull', True)), models.Q(('article__isnull', True), ('faq__isnull', True), ('tutorial__isnull', False)), _connector='OR'), name='feedback_of_one_page'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revision__isnull', False), ('tutorial__isnull', True)), models.Q(('revision__isnull', True), ('tutorial__isnull', False)), _connector='OR'), name='feedback_on_a_version_or_a_tutorial'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(condition=models.Q(('revision__isnull', False), ('user__isnull', False)), fields=('revision', 'user'), name='feedback_once_per_user_and_version'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('visitor', ''), _negated=True), ('revision__isnull', False)), fields=('revision', 'visitor'), name='feedback_once_per_visitor_and_version'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(condition=models.Q(('tutorial__isnull', False), ('user__isnull', False)), fields=('tutorial', 'user'), name='feedback_once_per_user_and_tutorial'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('visitor', ''), _negated=True), ('tutorial__isnull', False)), fields=('tutorial', 'visitor'), name='feedback_once_per_visitor_and_tutorial'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', True), ('faq__isnull', False)), models.Q(('article__isnull', False), ('faq__isnull', True)), _connector='OR'), name='revision_of_one_page'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('faq__isnull', False)), fields=('faq', 'language', 'number'), name='faq_revision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('article__isnull', False)), fields=('article', 'language', 'number'), name='article_revision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'scheduled'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='revision_scheduled_has_a_date'),
        ),
    ]
