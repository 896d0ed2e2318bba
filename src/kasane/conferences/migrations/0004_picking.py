"""資料の一行を、記録から選んで置く。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "picking.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0004_counting")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
