"""引き継ぐ下書きは、去る席で打ったものだけ。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "handing_drafts.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("agencies", "0004_days_changes"), ("screens", "0002_draft_posting"))
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
