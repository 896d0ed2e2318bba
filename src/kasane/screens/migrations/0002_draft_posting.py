"""下書きに、打ったときの席を残す。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("screens", "0001_drafts_stash_once"),)
    operations = (migrations.AddField("draft", "posting_id", models.UUIDField(null=True)),)
