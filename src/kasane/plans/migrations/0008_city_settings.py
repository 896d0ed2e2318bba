"""市の決めごと(報告を受ける課など)を画面で改めた履歴と、報告を受ける課が決まっているか。"""

from pathlib import Path

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.rls import ProtectSignedIn
from kasane.kernel.actor import Role

SQL = (Path(__file__).parent.parent / "sql" / "city_settings.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0007_decision_notice"),)
    operations = (
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("valid_from", models.DateField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
            ],
            options={
                "db_table": "plans_setting_change",
                "constraints": [models.UniqueConstraint(fields=("name", "version"), name="plans_setting_change_once")],
            },
        ),
        ProtectSignedIn("plans_setting_change", write_roles=(Role.CITY_OFFICER,), update=False),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
