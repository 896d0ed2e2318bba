"""自機関で受けた記録は足りたところで止め、まれな言葉は期間を決めずに引く。"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = (("search", "0003_home_agency"),)
    operations = tuple(
        migrations.RunSQL((HERE / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop) for name in ("own", "rare", "records")
    )
