"""会議が移ったときに、札と写しの終わりも移す。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "moved.sql"


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_what_waits"), ("conferences", "0003_moving")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
