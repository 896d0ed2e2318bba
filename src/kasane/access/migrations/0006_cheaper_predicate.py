"""行の守りの述語の、文ごとの手間を減らす。だれに何が見えるかは変わらない。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "cheaper.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("access", "0005_asked_agency"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
