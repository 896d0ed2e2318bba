"""同意が終わったとき、その同意がなければ見せられない行を、出所にかかわらず止める。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "consent_ends.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0013_present"), ("cases", "0007_lapsing")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
