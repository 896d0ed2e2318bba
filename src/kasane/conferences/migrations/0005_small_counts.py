"""会議の振り返りの、少ない数を出さない。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "small.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0004_picking")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
