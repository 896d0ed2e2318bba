"""名簿・拠った同意・席の数は議題の部屋ごとに、案内の箱と宛先は自分の会議ごとに見える。名前を当てる道具にしない。"""

from pathlib import Path

from django.db import migrations

from kasane.access.domain import Kind
from kasane.access.rls import room_predicate

SQL = Path(__file__).resolve().parent.parent / "sql"
FILES = ("within", "mail_rooms", "naming")


def read(name: str) -> str:
    """SQL の文。「<表の部屋>」は、行の守りと同じ、その表の行の部屋に根拠を持つかの述語になる。"""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    for table in ("conferences_member", "conferences_item_consent", "item"):
        text = text.replace(f"<{table}の部屋>", room_predicate(table=table, column="compartment_id", kind=Kind.CONFERENCE, writing=False))
    return text


class Migration(migrations.Migration):
    dependencies = [("conferences", "0017_hiding")]

    operations = [migrations.RunSQL(read(name), migrations.RunSQL.noop) for name in FILES]
