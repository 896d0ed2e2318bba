"""根拠「依頼を受けた機関」: つなぎ・照会の一通だけを読み、答えを書ける。ほかの区画は見えない。"""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def _give() -> str:
    """core.sql の access_give を、今の文のとおりに作り直す（すでに動いている町にも同じ文が入る）。"""
    found = re.search(r"CREATE FUNCTION access_give\(.*?END \$\$;", (SQL / "core.sql").read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise RuntimeError("core.sql に access_give がありません。")
    return found.group().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = (("access", "0004_emergency_notice"),)
    operations = (
        migrations.RunSQL(_give(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "asked.sql").read_text(encoding="utf-8"), "DROP FUNCTION access_manages(uuid)"),
    )
