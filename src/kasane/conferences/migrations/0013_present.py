"""本人・家族が会議に出たことを、構成員とは別に記録する。"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment

SQL = Path(__file__).resolve().parent.parent / "sql" / "present.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0012_on_paper")]

    operations = [
        migrations.CreateModel(
            name="Present",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("consent_id", models.UUIDField()),
                ("relation", models.TextField(default="")),
                ("name", models.TextField(default="")),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_reason", models.TextField(default="")),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conferences.item")),
            ],
            options={"db_table": "conferences_present"},
        ),
        migrations.AddConstraint(
            "present",
            models.CheckConstraint(
                condition=Q(relation="", name="") | (~Q(relation="") & ~Q(name="")), name="conferences_present_family_named"
            ),
        ),
        migrations.AddConstraint(
            "present",
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_reason="") | (Q(dropped_at__isnull=False) & ~Q(dropped_reason="")),
                name="conferences_present_dropped_why",
            ),
        ),
        migrations.AddConstraint(
            "present",
            models.UniqueConstraint(
                fields=("item", "person_id", "relation", "name"), condition=Q(dropped_at__isnull=True), name="conferences_present_once"
            ),
        ),
        ProtectByCompartment("conferences_present", kind=Kind.CONFERENCE, insert=False, update=False),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
