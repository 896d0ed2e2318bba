"""二つの帳簿、封印、追記のみの守り、封印と検査の関数。"""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

ENTRY = [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("entry_id", models.UUIDField()),
    ("at", models.DateTimeField()),
    ("xid", models.BigIntegerField()),
    ("account_id", models.UUIDField(null=True)),
    ("posting_id", models.UUIDField(null=True)),
    ("agency_id", models.UUIDField(null=True)),
    ("act", models.TextField()),
    ("subjects", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
    ("compartment_id", models.UUIDField(null=True)),
    ("ground", models.TextField(default="")),
    ("reason", models.TextField(default="")),
    ("request_id", models.UUIDField(null=True)),
    ("kid", models.SmallIntegerField()),
    ("mac", models.BinaryField()),
]
TEXTS = django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)
NUMBERS = django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)
SQL = (Path(__file__).parent.parent / "sql" / "books.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel("JournalEntry", [*ENTRY, ("changed", TEXTS)], options={"db_table": "audit_journal"}),
        migrations.CreateModel(
            "AccessEntry",
            [
                *ENTRY,
                ("outcome", models.TextField()),
                ("route", models.TextField()),
                ("seen", models.IntegerField(default=0)),
                ("address", models.GenericIPAddressField(null=True)),
            ],
            options={"db_table": "audit_access"},
        ),
        migrations.CreateModel(
            "Seal",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("book", models.TextField()),
                ("number", models.BigIntegerField()),
                ("from_xid", models.BigIntegerField()),
                ("to_xid", models.BigIntegerField()),
                ("row_ids", NUMBERS),
                ("row_hashes", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "audit_seal",
                "constraints": [models.UniqueConstraint(fields=("book", "number"), name="audit_seal_once")],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
