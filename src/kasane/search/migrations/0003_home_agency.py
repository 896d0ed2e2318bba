"""自機関で受けた記録を日付の順に引く道を加える。"""

from pathlib import Path

from django.db import migrations, models

HERE = Path(__file__).parent.parent / "sql"
HOME, RECORDS = ((HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("home", "records"))


class Migration(migrations.Migration):
    dependencies = (("search", "0002_find"), ("access", "0007_home_grant"))
    operations = (
        migrations.AddField("searchtext", "home_agency_id", models.UUIDField(null=True)),
        migrations.RunSQL(HOME, migrations.RunSQL.noop),
        migrations.AddIndex("searchtext", models.Index(fields=("home_agency_id", "happened_on", "source_id"), name="search_text_home")),
        migrations.RunSQL(RECORDS, migrations.RunSQL.noop),
    )
