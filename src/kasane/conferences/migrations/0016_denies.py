"""遮断は、事案のだれについてでも議題の部屋に効く。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "denies.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0015_in_order")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
