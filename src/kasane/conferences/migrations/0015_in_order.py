"""取り消し・閉会と、議題を上げる・置く・確認するの、すれ違いを塞ぐ。"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "in_order.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0014_consent_ends")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
