"""初めに受け付けた機関の根拠に印を付ける(自機関で受けた記録を、ほかから見せてもらう記録と分けて引くため)。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).resolve().parent.parent / "sql" / "home.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("access", "0006_cheaper_predicate"),)
    operations = (
        migrations.AddField("grant", "home", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
