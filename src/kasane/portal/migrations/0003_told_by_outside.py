"""外の構成員が届けた文は、公開する資料でも「外の構成員」の言葉として出す。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "told_by.sql"


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_moved")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
