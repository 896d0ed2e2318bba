"""管理する人が、与えた根拠を番号で終わらせるための関数。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "managed.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("access", "0002_statutes"),)
    operations = (migrations.RunSQL(SQL, "DROP FUNCTION access_managed(uuid)"),)
