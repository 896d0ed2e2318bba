from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "waits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0002_work"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["posting_id"], name="conferences_officer_mine"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
