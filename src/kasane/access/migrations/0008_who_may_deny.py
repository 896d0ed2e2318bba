"""遮断と封印を置けるのは、区画を管理する根拠を持つ人だけ(自分を外す届け出を除く)。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "denying.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("access", "0007_home_grant"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
