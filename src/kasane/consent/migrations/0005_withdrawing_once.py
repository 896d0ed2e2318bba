"""取り消しは今の時刻で一度だけ。取り消した同意に、範囲は加えられない。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "withdrawing_once.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("consent", "0004_scope_until"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
