"""会議の部屋でのことを、「だれが記録を見たか」から、役員でない人には出さない。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "looks.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0005_small_counts")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
