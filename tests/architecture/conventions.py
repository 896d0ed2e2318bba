"""約束ごとを確かめる関数。どれも「破っている場所の一覧」を返すので、空であることと、わざと破ると見つかることを試験できる。"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "kasane"
LONGEST_MODULE = 400
LONGEST_VIEW = 15


def modules(*, under: Path = SRC) -> Iterator[Path]:
    """かさねの Python ファイル（移行を除く）。"""
    return (path for path in sorted(under.rglob("*.py")) if "migrations" not in path.parts)


def too_long(paths: Iterable[Path]) -> list[str]:
    """400行を超えるファイル。"""
    return [f"{path.name}: {lines}行" for path in paths if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _decorators(node: ast.FunctionDef) -> set[str]:
    names = set()
    for item in node.decorator_list:
        call = item.func if isinstance(item, ast.Call) else item
        names.add(call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", ""))
    return names


def long_views(source: str) -> list[str]:
    """宣言のある画面関数のうち、本体が15行を超えるもの（docstring は数えない）。"""
    found = []
    for node in _functions(ast.parse(source)):
        if _decorators(node) & {"reads", "writes", "public"}:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            if lines > LONGEST_VIEW:
                found.append(f"{node.name}: {lines}行")
    return found


def loose_commands(source: str) -> list[str]:
    """commands の公開関数のうち、行為の宣言（@act）のないもの。宣言が by・キーワードだけ・日誌を強制する。"""
    tree = ast.parse(source)
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    return [n.name for n in public if "act" not in _decorators(n) and "by" in {a.arg for a in n.args.kwonlyargs}]


def without_docstring(source: str) -> list[str]:
    """公開のクラスと関数のうち、一行の説明のないもの（名前で分かる小さなメソッドは求めない）。"""
    tree = ast.parse(source)
    found = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node):
            found.append(node.name)
    return found


def rooms(*, under: Path = SRC) -> dict[str, str]:
    """部屋（kasane の直下のまとめと、事業の部屋）の説明。"""
    found = {path.parent for path in [*under.glob("*/__init__.py"), *under.glob("programmes/*/__init__.py")]}
    return {
        str(folder.relative_to(under)): ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or "" for folder in sorted(found)
    }


def ungrounded(text: str) -> bool:
    """部屋の説明が、三行（何か・根拠・何を決めるか）の形でないか。"""
    lines = [line for line in text.splitlines() if line.strip()]
    grounds = [number for number, line in enumerate(lines) if re.match("根拠: .", line)]
    return len(grounds) != 1 or grounds[0] == 0 or grounds[0] == len(lines) - 1


def unclassified(model: type) -> list[str]:
    """一般・個人・要配慮・技術のどれにも分類されていない、または二つに分類された項目。"""
    classified = getattr(model, "Classified", None)
    groups = [getattr(classified, kind, ()) for kind in ("open", "personal", "sensitive", "technical")]
    listed = [name for group in groups for name in group]
    names = {field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)}
    strays = sorted(names - set(listed)) + sorted(set(listed) - names)
    return [f"{model.__name__}.{name}" for name in strays + sorted({name for name in listed if listed.count(name) > 1})]


def unsafe_markup(source: str) -> list[str]:
    """雛形のうち、厳しい CSP に触れる書き方（style 属性、その場の JavaScript、評価される htmx の値）。"""
    patterns = (
        r"\sstyle\s*=",
        r"<[a-z][^>]*\son[a-z]+\s*=",
        r"<script(?![^>]*\ssrc=)",
        r"<style",
        r"hx-on",
        r"hx-vals\s*=\s*['\"]js:",
        r"javascript:",
    )
    markup = re.sub(r"\{[%{].*?[%}]\}", "", source, flags=re.S)
    return [pattern for pattern in patterns if re.search(pattern, markup)]


def unescaped(source: str) -> list[str]:
    """雛形のうち、文字をそのまま出す書き方。"""
    return re.findall(r"\|\s*safe\b|\{%\s*autoescape\s+off", source)


def fetched_from_outside(source: str) -> list[str]:
    """雛形・CSS・JavaScript のうち、外の網に取りに行く書き方（閉域網では動かない）。"""
    return re.findall(r"(?:src|href|url\(|@import|fetch\()\s*[=(]?\s*['\"]?(?:https?:)?//[^\s'\")]+", source)


def templates() -> dict[str, Path]:
    """雛形の名前とファイル。"""
    found = {}
    for directory in SRC.rglob("templates"):
        for path in directory.rglob("*.html"):
            found[str(path.relative_to(directory))] = path
    return found


def unused_templates(names: Iterable[str], sources: Iterable[str], *, kept: Iterable[str] = ()) -> list[str]:
    """どの画面からも部品からも呼ばれない雛形。"""
    text = "\n".join(sources)
    return [name for name in names if name not in kept and f'"{name}' not in text and f"'{name}" not in text]
