"""だれがだれを使ってよいか（architecture §3）: import-linter の約束と、植えた違反が見つかること。"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _lint(config: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--config", str(config), "--no-cache"],
        cwd=cwd, capture_output=True, text=True, env={"PYTHONPATH": f"{cwd / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin", "HOME": str(cwd)},
    )  # fmt: skip


def test_約束はすべて守られている():
    result = _lint(ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout


PLANTED = {
    "kernel が Django を使う": ("kernel/clock.py", "import django.conf"),
    "access が people を使う": ("access/domain.py", "import kasane.people.domain"),
    "people が agencies の表を直に使う": ("people/domain/codes.py", "import kasane.agencies.models"),
    "domain が Django を使う": ("agencies/domain.py", "import django.db"),
    "queries が commands を使う": ("people/queries/__init__.py", "import kasane.people.commands"),
    "audit が access を使う": ("audit/journal.py", "import kasane.access.policy"),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_植えた違反は見つかる(bug, tmp_path):
    where, line = PLANTED[bug]
    subprocess.run(["cp", "-r", str(ROOT / "src"), str(tmp_path / "src")], check=True)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    target = tmp_path / "src" / "kasane" / where
    target.write_text(target.read_text() + f"\n{line}\n")
    assert _lint(tmp_path / "pyproject.toml", tmp_path).returncode == 1
