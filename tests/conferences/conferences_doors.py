"""会議のことが見えうる扉を、覚えずに数え上げる: データベースの表と関数、画面の URL。"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text, ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY u (t, n) ORDER BY n),
           p.provolatile
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'public' AND p.prokind = 'f' AND has_function_privilege(p.oid, 'EXECUTE') AND p.prorettype <> 'trigger'::regtype
    ORDER BY 1
"""


def _rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def tables() -> list[str]:
    """アプリの役割が読める、すべての表。"""
    return [name for (name,) in _rows(_TABLES)]


def functions() -> list[tuple[str, list[str], bool]]:
    """アプリの役割が呼べる、すべての関数(呼び方、引数の型、読むだけか)。"""
    return [(name, list(types), volatility != "v") for name, types, volatility in _rows(_FUNCTIONS)]


def urls() -> Iterator[tuple[str, tuple[str, ...]]]:
    """会議の部屋の、すべての画面(名前、引数の名前)。"""
    for namespace, item in _patterns(get_resolver(), ""):
        if namespace.startswith("conferences"):
            yield f"{namespace}:{item.name}", tuple(sorted(item.pattern.converters))


def _patterns(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from _patterns(item, item.namespace or namespace)
        elif isinstance(item, URLPattern):
            yield namespace, item
