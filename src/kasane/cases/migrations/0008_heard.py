"""席のない機関から電話や紙で聞いた、つなぎの返事。"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment

SQL = (Path(__file__).resolve().parent.parent / "sql" / "heard.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0007_lapsing"),)
    operations = (
        migrations.CreateModel(
            name="Heard",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("state", models.TextField()),
                ("told_by", models.TextField()),
                ("how", models.TextField()),
                ("told_on", models.DateField()),
                ("text", models.TextField(default="")),
                (
                    "referral",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.referral"),
                ),
            ],
            options={
                "db_table": "cases_heard",
                "constraints": (
                    models.UniqueConstraint(fields=("referral", "state"), name="cases_heard_once"),
                    models.CheckConstraint(condition=~Q(told_by=""), name="cases_heard_from_someone"),
                    models.CheckConstraint(condition=Q(state="accepted") | ~Q(text=""), name="cases_heard_with_reason"),
                ),
            },
        ),
        ProtectByCompartment("cases_heard", kind=Kind.GENERAL, insert=False, update=False),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
