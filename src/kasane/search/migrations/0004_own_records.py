"""自機関で受けた記録の引き方: よくある言葉は、足りたところで読むのを止める。"""

from pathlib import Path

from django.db import migrations

OWN = (Path(__file__).parent.parent / "sql" / "own.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("search", "0003_home_agency"),)
    operations = (migrations.RunSQL(OWN, migrations.RunSQL.noop),)
