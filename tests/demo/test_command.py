"""kasane demo: 終了コードと知らせ。"""

from __future__ import annotations

import pytest
from django.urls import reverse

from kasane.cli.main import build
from kasane.demo import load
from kasane.demo.accounts import accounts

pytestmark = pytest.mark.django_db
HOMES = 1


def demo(*arguments: str) -> int:
    options = build().parse_args(["demo", *arguments])
    return int(options.run(options))


def test_database_with_other_agencies_is_refused(cast, capsys):
    assert demo() == 1
    assert "空のデータベースにだけ" in capsys.readouterr().err


def test_start_leaves_a_database_with_other_agencies_alone(cast, capsys):
    assert demo("--if-empty") == 0
    assert load.standing().seed is None


def test_no_sign_ins_without_a_town(cast, capsys):
    assert demo("--sign-ins") == 1
    assert "まだ建っていません" in capsys.readouterr().err


def test_again_changes_nothing(standing, capsys):
    assert demo() == 0
    assert "何も変えていません" in capsys.readouterr().out


def test_again_at_start_says_nothing(standing, capsys):
    assert demo("--if-empty") == 0
    assert capsys.readouterr().out == ""


def test_same_seed_again_is_fine(standing, capsys):
    assert demo("--seed", str(standing.town.seed)) == 0


def test_another_seed_is_refused_with_both_seeds_named(standing, capsys):
    assert demo("--seed", "7") == 1
    said = capsys.readouterr().err
    assert "種 106" in said
    assert "種 7" in said


def test_sign_ins_name_everyone_and_what_to_try(standing, capsys):
    assert demo("--sign-ins", "--port", "8123") == 0
    said = capsys.readouterr().out
    assert f"http://127.0.0.1:8123{reverse('account_login')}（" in said, "見本の町として動いていないときは、ふつうのサインインを案内する"
    for account in accounts(standing.town.seed):
        assert account.role in said
        assert account.name in said
        assert account.hint in said


@pytest.mark.parametrize("arguments", [("--scale", "galaxy"), ("--seed", "七"), ("--people", "0"), ("--people", "many")])
def test_wrong_usage_ends_with_two(arguments):
    with pytest.raises(SystemExit) as stopped:
        demo(*arguments)
    assert stopped.value.code == 2


def test_negative_seed_ends_with_two(capsys):
    assert demo("--seed", "-1") == 2
    assert "0以上" in capsys.readouterr().err
