"""人の記録の遮断・封印を、その人についての相談へ写す。"""

from pathlib import Path

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment

SQL = (Path(__file__).resolve().parent.parent / "sql" / "denies.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("consultation", "0003_letters"), ("cases", "0010_sealed"))
    operations = (
        migrations.CreateModel(
            name="Spread",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("person_id", models.UUIDField(db_index=True)),
                ("room_id", models.UUIDField()),
                ("source_id", models.UUIDField()),
                ("made_id", models.UUIDField()),
            ],
            options={
                "db_table": "consultation_spread",
                "constraints": [models.UniqueConstraint(fields=("source_id", "room_id"), name="consultation_spread_once")],
            },
        ),
        ProtectByCompartment("consultation_spread", kind=Kind.GENERAL, insert=False, update=False),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
