"""次第の席の数を、根拠を一度だけ確かめて数える。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0003_moving")]

    operations = [migrations.RunSQL((SQL / "counting.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)]
