from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "waits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_the_outer_door"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("taken_at__isnull", True)), fields=["written_at"], name="portal_message_untaken"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
