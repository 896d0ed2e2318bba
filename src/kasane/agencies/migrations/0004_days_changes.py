"""日数の決めごとを、画面で改めた履歴。"""

from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.rls import ProtectSignedIn
from kasane.kernel.actor import Role


class Migration(migrations.Migration):
    dependencies = (("agencies", "0003_codes"),)
    operations = (
        migrations.CreateModel(
            name="DaysChange",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("book", models.TextField()),
                ("name", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("before", models.PositiveSmallIntegerField(null=True)),
                ("after", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
            ],
            options={
                "db_table": "agencies_days_change",
                "constraints": [models.UniqueConstraint(fields=("book", "name", "version"), name="agencies_days_change_once")],
            },
        ),
        ProtectSignedIn("agencies_days_change", write_roles=(Role.ACCOUNT_ADMIN,), update=False),
    )
