"""読まれない規則: 部屋の domain にある公開の名前のうち、動くコードのどこからも読まれないもの。"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Module:
    """一つのファイル: 決めている名前(名前ごとに、その中で使う語)、よその domain から取り込む名前、使う属性。"""

    defined: dict[str, set[str]] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)


def dotted(path: Path, src: Path) -> str:
    """ファイルの、モジュールとしての名。"""
    parts = path.relative_to(src.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_domain(module: str) -> bool:
    """部屋の domain のモジュールか。"""
    return any(part.startswith("domain") for part in module.split("."))


def read_module(source: str) -> Module:
    """一つのファイルを読む。"""
    found = Module()
    tree = ast.parse(source)
    for node in tree.body:
        for name in _defines(node):
            found.defined.setdefault(name, set()).update(_words(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.taken |= {(node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found.taken |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.Attribute):
            found.attributes.add(node.attr)
    return found


def _defines(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _words(node: ast.AST) -> set[str]:
    """この定めの中で読む語。書かれた型(文字列の注釈)も含む。"""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def dead(modules: Mapping[str, Module], packages: set[str]) -> list[str]:
    """読まれない公開の名前。__init__ の並べ直しは読んだことにせず、生きた名前から読まれるものは生きているとする。"""
    readers = [module for name, module in modules.items() if name not in packages]
    taken = set().union(*(reader.taken for reader in readers))
    lost = []
    for name, module in modules.items():
        if not is_domain(name) or name in packages:
            continue
        alive = {one for one in module.defined if {(name, one), (_package(name), one)} & taken}
        whole = _whole(name)
        alive |= {
            one for reader in readers if reader is not module and whole & reader.taken for one in reader.attributes
        } & module.defined.keys()
        waiting = list(alive)
        while waiting:
            more = (module.defined[waiting.pop()] & module.defined.keys()) - alive
            alive |= more
            waiting += more
        lost += [f"{name.removeprefix('kasane.')}.{one}" for one in module.defined if not one.startswith("_") and one not in alive]
    return sorted(lost)


def _package(module: str) -> str:
    """この domain のまとめ(kasane.cases.domain.stages なら kasane.cases.domain)。一枚だけの domain なら、ない。"""
    above = module.rpartition(".")[0]
    return above if is_domain(above) else ""


def _whole(module: str) -> set[tuple[str, str]]:
    """モジュールごと(または、まとめごと)取り込む書き方。後は属性として読む。"""
    parts = [part for part in (module, _package(module)) if part]
    return {(part, "") for part in parts} | {tuple(part.rpartition(".")[::2]) for part in parts}  # type: ignore[misc]
