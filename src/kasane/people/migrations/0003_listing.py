"""一覧の控え(people_listing)と、それを保つ引き金、それを読む people_mine。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "listing.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("people", "0002_functions"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
