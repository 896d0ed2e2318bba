"""支援措置の居どころを、議題の題・議事・決定からも伏せる。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "hiding.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0016_denies")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
