"""作成日を書く人が決められるようにし、先の日と事案を始める前の日を断る。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "written_on.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0008_city_settings"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
