"""言い換えの組を、画面で改めた履歴。同じ日に加えて外せるよう、期間の空の行を許す。"""

from django.db import migrations, models
from django.db.models import F, Q

import kasane.kernel.ids
from kasane.access.rls import ProtectSignedIn
from kasane.kernel.actor import Role


class Migration(migrations.Migration):
    dependencies = (("search", "0004_own_records"),)
    operations = (
        migrations.RemoveConstraint(model_name="synonym", name="search_synonym_period"),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="search_synonym_period"
            ),
        ),
        migrations.CreateModel(
            name="SynonymChange",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("group", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
            ],
            options={
                "db_table": "search_synonym_change",
                "constraints": [models.UniqueConstraint(fields=("group", "version"), name="search_synonym_change_once")],
            },
        ),
        ProtectSignedIn("search_synonym_change", write_roles=(Role.ACCOUNT_ADMIN,), update=False),
    )
