"""会議の日時・場所を移す、次第の順を直す、同じ役に二度つけない。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FILES = ("moving", "seating")


class Migration(migrations.Migration):
    dependencies = [("conferences", "0003_what_waits")]

    operations = [migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop) for name in FILES]
