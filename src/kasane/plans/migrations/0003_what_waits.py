from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "waits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_evaluation_and_progress"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
