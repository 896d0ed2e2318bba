"""封印は、だれにも新しい部屋を見せない。ほかの機関の事案では、その事案の担当者が見続ける。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "sealed.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0009_narrowing"), ("agencies", "0001_register_and_staff"), ("access", "0008_who_may_deny"))
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
