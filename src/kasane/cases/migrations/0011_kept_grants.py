"""伴走・主担当に結び付いた根拠は、人の画面の「見せるのをやめる」では終わらない。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "kept.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0010_sealed"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
