"""いくつかの事案の綴り: 目的を残し、件数の上限を日付つきの行にする。"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.rls import ProtectSignedIn
from kasane.kernel.actor import Role

SQL = (Path(__file__).parent.parent / "sql" / "whole.sql").read_text(encoding="utf-8")
SINCE = date(2021, 4, 1)
# 三十件(四百二十頁)の事案の綴りは、組む間に約1GBの記憶を使った。事案は十件まで、会議の資料(一件に一、二頁)は六十件まで。
LIMITS = (("case_file", 1, "一つの事案"), ("cases", 10, "測った記憶から(十件で約350MB)"), ("conference", 60, "一つの会議の議題の数"))


def seed(apps: Any, schema_editor: Any) -> None:
    """上限の初めの行。"""
    rows = apps.get_model("documents", "PaperLimit").objects.using(schema_editor.connection.alias)
    for kind, most, source in LIMITS:
        rows.create(kind=kind, most=most, valid_from=SINCE, source=source)


class Migration(migrations.Migration):
    dependencies = (("documents", "0001_papers"), ("cases", "0001_cases_and_letters"), ("access", "0001_rooms_and_grounds"))
    operations = (
        migrations.AddField(model_name="paperjob", name="purpose", field=models.TextField(default="", db_default="")),
        migrations.CreateModel(
            name="PaperLimit",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("most", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField(default="")),
            ],
            options={
                "db_table": "documents_limit",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "valid_from"), name="documents_limit_once"),
                    models.CheckConstraint(condition=models.Q(("most__gte", 1), ("most__lte", 200)), name="documents_limit_sane"),
                ],
            },
        ),
        ProtectSignedIn("documents_limit", write_roles=(Role.ACCOUNT_ADMIN,)),
        migrations.RunSQL(SQL, "DROP FUNCTION documents_reads_whole"),
        migrations.RunPython(seed, migrations.RunPython.noop),
    )
