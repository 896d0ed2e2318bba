"""議題を持ち込んだ機関を書く。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "bringing.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0006_looks")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
