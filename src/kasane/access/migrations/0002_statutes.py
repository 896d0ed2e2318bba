"""法令の引用の初期の行。市は同じ表に行を足して改正に備える。"""

from django.db import migrations

from kasane.access.rls import Public
from kasane.kernel.actor import Role
from kasane.kernel.statute_seed import STATUTE_SEED


def seed(apps, schema_editor):
    reference = apps.get_model("access", "StatuteReference")
    reference.objects.using(schema_editor.connection.alias).bulk_create(
        reference(
            code=row.code, law=row.law_ja, article=row.article_ja, wording=row.text,
            valid_from=row.valid_from, valid_to=row.valid_to, verified=row.verified, source=row.source,
        )
        for row in STATUTE_SEED
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("access", "0001_rooms_and_grounds"),)
    operations = (
        migrations.RunPython(seed, migrations.RunPython.noop),
        Public("access_statute", write_roles=(Role.ACCOUNT_ADMIN, Role.JOB)),
    )
