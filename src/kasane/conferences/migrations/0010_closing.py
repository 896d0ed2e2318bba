"""閉会の前に、決まらないまま閉じる議題を一つずつ確かめる。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "closing.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0009_asking_again")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
