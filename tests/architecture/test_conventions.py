"""約束ごと（architecture §8）。それぞれ、守られていることと、わざと破れば見つかることを確かめる。"""

import re

import conventions as rules
import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from kasane.access.policy import RULES, Action

OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("kasane.")]
TEXTS = {path: path.read_text() for path in rules.modules()}


def test_ファイルは400行まで(tmp_path):
    assert rules.too_long(rules.modules()) == []
    long = tmp_path / "long.py"
    long.write_text("x = 1\n" * 401)
    assert rules.too_long([long]) == ["long.py: 401行"]


def test_画面の関数は15行まで():
    assert {path.name: found for path, text in TEXTS.items() if (found := rules.long_views(text))} == {}
    assert rules.long_views("@reads(A)\ndef v(request):\n" + "    x = 1\n" * 16) == ["v: 16行"]


def test_コマンドはすべて行為を宣言している():
    commands = {p: t for p, t in TEXTS.items() if p.stem == "commands" or p.parent.name == "commands"}
    assert commands
    # 別のコマンドの中でだけ使われ、日誌は呼んだ側が書く。import_file は一件ごとの行為を内側のコマンドが宣言する。
    exempt = {"open_compartment", "person_to_change", "household_to_change", "name_accounts", "import_file"}
    found = {str(p.relative_to(rules.SRC)): [n for n in rules.loose_commands(t) if n not in exempt] for p, t in commands.items()}
    assert {name: names for name, names in found.items() if names} == {}
    assert rules.loose_commands("def take(*, by, x):\n    ...") == ["take"]


def test_公開の関数とクラスには説明がある():
    found = {str(p.relative_to(rules.SRC)): names for p, t in TEXTS.items() if (names := rules.without_docstring(t))}
    assert {k: v for k, v in found.items() if not k.endswith("apps.py")} == {}
    assert rules.without_docstring("def f(): ...\nclass C: ...") == ["f", "C"]


def test_部屋の説明は_何か_根拠_何を決めるか():
    found = rules.rooms()
    assert {"agencies", "cases", "kernel", "programmes", "programmes/consultation"} <= found.keys()
    assert [room for room, text in found.items() if rules.ungrounded(text)] == []
    assert rules.ungrounded("機関と職員。")
    assert rules.ungrounded("機関と職員。\n根拠: 法1条。")
    assert rules.ungrounded("根拠: 法1条。\n機関と職員。")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m.__name__)
def test_すべての項目が分類されている(model):
    assert rules.unclassified(model) == []


def test_分類のない項目は見つかる():
    class Stray(models.Model):
        name = models.TextField()

        class Meta:
            app_label = "access"
            managed = False

        class Classified:
            technical = ("id",)

    apps.all_models["access"].pop("stray")
    assert rules.unclassified(Stray) == ["Stray.name"]


def _patterns(resolver, prefix=""):
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from _patterns(item, prefix + str(item.pattern))
        elif isinstance(item, URLPattern):
            yield prefix + str(item.pattern), item


def undeclared(patterns):
    """読む・書く・公開のどれも宣言していない URL。"""
    return [route for route, item in patterns if getattr(item.callback, "declared", None) is None]


def test_すべてのURLが_読む書く公開のどれかを宣言している():
    assert undeclared(_patterns(get_resolver())) == []
    planted = [("leak/", type("P", (), {"callback": staticmethod(lambda r: None), "name": "leak"}))]
    assert undeclared(planted) == ["leak/"]


def test_公開の画面には_公開してよい理由が書いてある():
    public = [(route, item.callback.declared) for route, item in _patterns(get_resolver()) if item.callback.declared.mode == "public"]
    assert public
    assert [route for route, declared in public if not declared.reason.strip()] == []


def test_方針の表は全部の行為に答え_使われない行為はない():
    assert set(RULES) == set(Action)
    used = set(re.findall(r"Action\.([A-Z_]+)", "\n".join(t for p, t in TEXTS.items() if p.name != "policy.py")))
    assert sorted(action.name for action in Action if action.name not in used) == []


def test_行為には_日本語の一文がある():
    from kasane.audit.presenters import known

    acts = set(re.findall(r"journal\.record\(\s*act=\"([a-z_]+)\"", "\n".join(TEXTS.values())))
    assert sorted((acts | {a.value for a in Action}) - known()) == []


# すべての文字を自分で逃がした SVG だけを置く雛形（people/diagrams/svg.py、悪い文字の試験は test_genogram_*.py）。
DRAWINGS = {"people/drawing.html"}


def test_雛形は厳しいCSPに触れず_文字をそのまま出さず_外へ取りに行かない():
    for name, path in rules.templates().items():
        source = path.read_text()
        assert rules.unsafe_markup(source) == [], name
        assert name in DRAWINGS or rules.unescaped(source) == [], name
        assert rules.fetched_from_outside(source) == [], name
    assert rules.unsafe_markup('<p style="color:red" onclick="x()">')
    assert rules.unescaped("{{ name|safe }}")
    assert rules.fetched_from_outside('<script src="https://cdn.example/x.js">')


def test_使われない雛形はない():
    found = rules.templates()
    sources = [p.read_text() for p in found.values()] + list(TEXTS.values())
    library = {name for name in found if name.startswith(("account/", "mfa/", "socialaccount/", "errors/"))}
    library |= {f"components/{name}.html" for name in _on_components_page()}
    assert rules.unused_templates(found, sources, kept=library) == []
    assert rules.unused_templates(["lost.html"], ["nothing"]) == ["lost.html"]


def _on_components_page():
    """部品の頁に見本のある部品（まだ業務の画面が使わなくても、見本と試験がある）。"""
    text = "\n".join(t for p, t in TEXTS.items() if p.name.startswith("component_"))
    return set(re.findall(r"\"([a-z_]+)\"", text))


def test_用語集は_役割_根拠_区画_行為の名前を載せている():
    from kasane.access.domain import Ground, Kind
    from kasane.kernel.actor import Role

    glossary = (rules.ROOT / "docs" / "glossary.md").read_text()
    terms = [*(r.value for r in Role), *(g.value for g in Ground), *(f"{k.name.lower()}_compartment" for k in Kind)]
    assert [term for term in terms if f"`{term}`" not in glossary] == []


def test_生成する文書は最新である():
    from kasane.access.documents import permissions_page

    written = rules.ROOT / "docs" / "generated" / "permissions.md"
    assert written.read_text() == permissions_page(), "docs/generated/permissions.md が古い: ./kasane documents で作り直す"


def test_だれがといつは組になっている():
    """…_by と …_at（または _on）を両方持つ表は、片方だけが入ることを制約で止める。"""
    loose = []
    for model in OUR_MODELS:
        names = {f.name: f for f in model._meta.concrete_fields}
        for name, field in names.items():
            partner = names.get(f"{name[:-3]}_at") if name.endswith("_by") else None
            if partner is not None and partner.null and field.null and not _paired(model, name, partner.name):
                loose.append(f"{model.__name__}.{name}")
    assert loose == []


def _paired(model, one, other):
    return any(one in str(c.condition) and other in str(c.condition) for c in model._meta.constraints if hasattr(c, "condition"))
