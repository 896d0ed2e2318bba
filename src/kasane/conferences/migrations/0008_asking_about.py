"""協力依頼の対象者。"""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "asking.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0007_bringing")]

    operations = [
        migrations.AddField("cooperation", "about", models.TextField(default="")),
        migrations.AddField(
            "cooperation", "person_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)
        ),
        migrations.AddConstraint(
            "cooperation",
            models.CheckConstraint(
                condition=models.Q(("about", ""), ("person_ids", []))
                | models.Q(models.Q(("person_ids", []), _negated=True), models.Q(("about", ""), _negated=True)),
                name="conferences_cooperation_about_whom",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
