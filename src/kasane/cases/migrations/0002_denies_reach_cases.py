"""人の記録の遮断・封印を、その人の事案へ写す。伴走・主担当を引き継げる相手を確かめる関数。"""

from pathlib import Path

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment

SQL = (Path(__file__).resolve().parent.parent / "sql" / "spread.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0001_cases_and_letters"),)
    operations = (
        migrations.CreateModel(
            name="Spread",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("person_id", models.UUIDField()),
                ("room_id", models.UUIDField()),
                ("source_id", models.UUIDField()),
                ("made_id", models.UUIDField()),
            ],
            options={
                "db_table": "cases_spread",
                "constraints": [models.UniqueConstraint(fields=("source_id", "room_id"), name="cases_spread_once")],
            },
        ),
        ProtectByCompartment("cases_spread", kind=Kind.GENERAL, insert=False, update=False),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
