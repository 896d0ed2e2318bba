"""表の守り方の宣言を、データベースとモデルの両方から引く道具。"""

from django.apps import apps
from django.db import connections

GUARDED = frozenset({"compartment", "owner", "signed_in", "access", "audit", "owner_only"})


def tables() -> list[str]:
    """public の表の名前。"""
    return [row[0] for row in _ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def comment(table: str) -> str:
    """表に書かれた守り方（kasane:… の右側）。宣言がなければ空。"""
    found = _ask("SELECT obj_description(%s::regclass, 'pg_class')", [table])[0][0] or ""
    return found.removeprefix("kasane:") if found.startswith("kasane:") else ""


def columns(table: str) -> list[str]:
    """表の列の名前（並び順）。"""
    sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position"
    return [row[0] for row in _ask(sql, [table])]


def own_models() -> list[type]:
    """かさねのモデル。"""
    return [model for model in apps.get_models() if model.__module__.startswith("kasane.")]


def personal_tables() -> list[str]:
    """個人または要配慮に分類された列を持つ表。"""
    return sorted(
        model._meta.db_table
        for model in own_models()
        if getattr(model.Classified, "personal", ()) or getattr(model.Classified, "sensitive", ())
    )


def _ask(sql: str, parameters: list | None = None) -> list[tuple]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
