"""読める範囲を狭める訂正をしたら、前の文も狭い範囲の人だけが読む。これまでの訂正も、同じようにそろえる。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "narrowing.sql").read_text(encoding="utf-8")
BEFORE = "SELECT cases_narrow(n) FROM cases_note n WHERE n.corrects_id IS NOT NULL AND n.kind = 'contact' ORDER BY n.recorded_at, n.id"


class Migration(migrations.Migration):
    dependencies = (("cases", "0008_heard"),)
    operations = (
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    )
