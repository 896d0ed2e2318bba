"""プランの段階(プラン作成・会議、プランに沿って支援、中断)。拒否を、事案について後から開いた部屋にも写す。"""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "stages_of_plans.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0004_listing_in_order"),)
    operations = (migrations.RunSQL(SQL, migrations.RunSQL.noop),)
