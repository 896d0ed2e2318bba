"""開かれた後に、理由を添えて会議を入れる。"""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "entering.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0010_closing")]

    operations = [
        migrations.AddField("conference", "late_reason", models.TextField(default="", db_default="")),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
