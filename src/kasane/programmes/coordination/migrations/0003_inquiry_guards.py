"""照会の一通を守る。遮断と封印は、後から送った照会にも効く。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "inquiry_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("coordination", "0002_what_waits"), ("coordination", "0001_application"), ("cases", "0010_sealed"))
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
