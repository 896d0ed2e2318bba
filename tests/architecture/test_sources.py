"""説明や試験の名前に出てくる出典の符号は、すべて docs/sources.md が言い表している。"""

import re

import conventions as rules

PAGE = rules.ROOT / "docs" / "sources.md"
KINDS = (".py", ".sql", ".md", ".toml", ".html")
# 目当ての形。続く番号（・や〜でつないだもの）は、一つずつに分ける。
_PREFIXED = {
    "seed": re.compile(r"seeds? ?(\d{3}(?:・\d{3})*)"),
    "forms": re.compile(r"forms(?:\.md)? §(\d+(?:\.\d+)?)"),
    "mission": re.compile(r"mission (\d\.\d+(?:・\d\.\d+)*)"),
    "security": re.compile(r"security\.md §(\d(?:-\d+|\.\d)?)"),
}
_BARE = re.compile(r"(?<![A-Za-z0-9_.-])(N[0-7]\d)(?![A-Za-z0-9_])")
_LETTERS = re.compile(r"security\.md ([PKX]\d)(?:・([PKX]\d))?")


def labels_in(text):
    """文の中の符号。(種類, 番号)の組。"""
    found = {(kind, number) for kind, shape in _PREFIXED.items() for joined in shape.findall(text) for number in joined.split("・")}
    found |= {("N", label) for label in _BARE.findall(text)}
    return found | {("N", label) for pair in _LETTERS.findall(text) for label in pair if label}


def sections():
    """出典の頁の、見出しごとの文。"""
    parts = re.split(r"\n## ", PAGE.read_text())
    return {part.split(":")[0]: part for part in parts[1:]}


def unexplained(labels):
    """頁に行のない符号。"""
    said = sections()
    rows = {
        "seed": set(re.findall(r"(?m)^\| `seed (\d{3})`", said["seed"])),
        "forms": set(re.findall(r"§(\d+(?:\.\d+)?)", said["forms"])),
        "mission": set(re.findall(r"(?m)^\| (\d\.\d+) \|", said["mission"])),
        "security": set(re.findall(r"§(\d(?:-\d+|\.\d)?)", said["security"])),
        "N": set(re.findall(r"(?m)^\| ([NPKX]\d+) \|", said["security"])),
    }
    return sorted(f"{kind} {number}" for kind, number in labels if number not in rows[kind])


def test_使っている符号はすべて説明がある():
    files = [path for folder in ("src", "tests", "docs") for path in (rules.ROOT / folder).rglob("*") if path.suffix in KINDS]
    used = set().union(*(labels_in(path.read_text()) for path in files if path not in (PAGE, rules.Path(__file__))))
    assert len(used) > 60
    assert unexplained(used) == []


def test_説明のない符号は見つかる():
    planted = "seed 000・009、forms §99.1、mission 9.9、security.md §7.1、N79、security.md X1・X8"
    assert unexplained(labels_in(planted)) == ["N N79", "N X8", "forms 99.1", "mission 9.9", "security 7.1", "seed 009"]


def test_説明は_この機械の場所を言わない_READMEから読める():
    assert not re.search(r"(?<![a-z.])/(?:work|home|root|tmp)/", PAGE.read_text())
    assert "docs/sources.md" in (rules.ROOT / "README.md").read_text()
