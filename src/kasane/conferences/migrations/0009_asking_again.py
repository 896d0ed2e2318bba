"""守秘の文が改められたら、確認した人にもう一度求める。前の確認は残る。"""

from pathlib import Path

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment

SQL = Path(__file__).resolve().parent.parent / "sql" / "asking_again.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0008_asking_about")]

    operations = [
        migrations.CreateModel(
            name="Acknowledged",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("seat_id", models.UUIDField(db_index=True)),
                ("wording", models.TextField()),
                ("acknowledged_at", models.DateTimeField()),
                ("asked_again_at", models.DateTimeField()),
            ],
            options={"db_table": "conferences_acknowledged"},
        ),
        ProtectByCompartment("conferences_acknowledged", kind=Kind.CONFERENCE, insert=False, update=False),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
