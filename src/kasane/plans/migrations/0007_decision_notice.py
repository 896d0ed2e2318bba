"""支援決定の通知に付ける教示を、市が画面から定める。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent.parent / "sql" / "decision_notice.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0006_searchable_before"),)
    operations = (
        migrations.AddField(model_name="setting", name="words", field=models.TextField(default="", db_default="")),
        migrations.AddField(model_name="citydecision", name="notice_text", field=models.TextField(default="", db_default="")),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
