"""市へ出す書類の日付を和暦で写す。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "dossier_days.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0003_plan_finality"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
