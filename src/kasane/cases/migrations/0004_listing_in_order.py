"""自機関の事案の一覧: 並べてから見えるかを確かめ、一頁分で止める。今の関わりを事案から引く索引。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).resolve().parent.parent / "sql" / "mine.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0003_grants_by_room"),)
    operations = (
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RemoveIndex("involvement", "cases_involvement_now"),
        migrations.AddIndex(
            "involvement",
            models.Index(
                fields=("agency_id", "case"),
                include=("role", "posting_id"),
                condition=models.Q(valid_to__isnull=True),
                name="cases_involvement_mine",
            ),
        ),
        migrations.AddIndex(
            "involvement",
            models.Index(
                fields=("case",),
                condition=models.Q(valid_to__isnull=True),
                include=("agency_id", "role", "compartment_id"),
                name="cases_involvement_open",
            ),
        ),
    )
