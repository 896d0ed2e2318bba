"""様式の直しと、裏で作る書類の頼み。直しはだれでも読め、様式を直せる役割だけが書く。頼みは頼んだ本人だけのもの。"""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.rls import ProtectByOwner, ProtectSignedIn
from kasane.kernel.actor import Role

SQL = (Path(__file__).parents[1] / "sql" / "jobs.sql").read_text("utf-8")
EDITORS = (Role.SECRETARIAT, Role.ACCOUNT_ADMIN)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0001_rooms_and_grounds"), ("agencies", "0001_register_and_staff")]

    operations = [
        migrations.CreateModel(
            name="FormCorrection",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("form", models.TextField()),
                ("kind", models.TextField()),
                ("target", models.TextField(blank=True, default="")),
                ("code", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                ("position", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
            ],
            options={
                "db_table": "documents_correction",
                "indexes": [models.Index(fields=["form", "valid_from"], name="documents_correction_by_form")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                        name="documents_correction_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("title", "label", "position", "option", "drop_option", "hide"))),
                        name="documents_correction_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperJob",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("posting_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("targets", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("rooms", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("mark", models.TextField(default="")),
                ("state", models.TextField(default="waiting")),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("why", models.TextField(default="")),
                ("content", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("gone_at", models.DateTimeField()),
                ("cpu_seconds", models.FloatField(default=0)),
            ],
            options={
                "db_table": "documents_job",
                "indexes": [
                    models.Index(fields=["account_id", "-asked_at"], name="documents_job_mine"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "working"))), fields=["asked_at"], name="documents_job_waiting"
                    ),
                    models.Index(condition=models.Q(("content__isnull", False)), fields=["gone_at"], name="documents_job_kept"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "working", "done", "failed", "gone"))), name="documents_job_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content__isnull", True), ("state", "done"), _connector="OR"),
                        name="documents_job_content_when_done",
                    ),
                ],
            },
        ),
        ProtectSignedIn("documents_correction", write_roles=EDITORS),
        ProtectByOwner("documents_job"),
        migrations.RunSQL(SQL, "DROP FUNCTION documents_take, documents_sweep, documents_drop, documents_correct_code"),
    ]
