"""自機関の事案の一覧: 並べてから見えるかを確かめ、一頁分で止める。今の関わりを事案から引く索引。途絶えた事案を伴走の機関から引く。"""

from pathlib import Path

from django.db import migrations, models

HERE = Path(__file__).resolve().parent.parent / "sql"
MINE, SILENT = ((HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("mine", "silent"))


class Migration(migrations.Migration):
    dependencies = (("cases", "0003_grants_by_room"),)
    operations = (
        migrations.RunSQL(MINE, migrations.RunSQL.noop),
        migrations.AddField("case", "companion_agency_id", models.UUIDField(null=True)),
        migrations.RunSQL(SILENT, migrations.RunSQL.noop),
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
