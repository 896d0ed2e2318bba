"""動いている町に、プランの手前までの事案を、コマンドだけで用意する(試験が別の処理として走らせ、番号を JSON で受け取る)。

一つは、母と長男の同意がそろい、北かさね地域包括と保健所が支援チームにいる事案。あとの二つは、だれの同意もない、別々の人の事案。
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from browser_town import ROOT, Town

SON, MOTHER, REFUSING, STRANGER = "髙﨑 𠮷男", "髙﨑 ハナ", "榊 静", "架空 別男"
TEAM = ("care-north.1", "hokenjo.1")
RUN = "import django; django.setup(); import consented_case; consented_case.main()"


def prepared(town: Town) -> dict[str, str]:
    """町の側で用意させる。返すのは case・son・mother・quiet(同意のない事案)・other(別の人の、同意のない事案)。"""
    values = {name: value for name, value in town.environment.items() if name != "KASANE_OWNER"}
    values["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "e2e")))
    made = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=values, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = json.loads(made.stdout.splitlines()[-1])
    return found


def main() -> None:
    """CSW が二人を登録して事案を開き、同意を記録し、二つの機関を支援チームに加える。"""
    from cases.cases_town import agrees, opened
    from django.db import transaction

    from kasane.agencies.models import Account
    from kasane.agencies.queries.desk import actor_for
    from kasane.cases import commands as cases
    from kasane.cases.domain import Basis
    from kasane.kernel.actor import Actor

    def at(login: str) -> Actor:
        found = actor_for(Account.objects.get(login_id=login).pk, None)
        assert found, login
        return found

    with transaction.atomic():
        csw, city, *team = (at(one) for one in ("centre.1", "welfare.1", *TEAM))
        case_id, (son, mother) = opened(csw, SON, MOTHER)
        for person in (son, mother):
            agrees(csw, case_id, person, csw.agency_id, city.agency_id, *(one.agency_id for one in team))
        for one in team:
            cases.add_member(
                by=csw, case_id=case_id, agency_id=one.agency_id, duty="一緒に支える", basis=Basis.CONSENT, person_ids=[son, mother],
                sensitive=False, reason="役割を分けて支える",
            )  # fmt: skip
        cases.appoint_lead(by=csw, case_id=case_id, agency_id=csw.agency_id, reason="多機関協働で受け持つ")
        quiet, _ = opened(csw, REFUSING)
        other, _ = opened(csw, STRANGER)
    found = {"case": case_id, "son": son, "mother": mother, "quiet": quiet, "other": other}
    sys.stdout.write(json.dumps({name: str(key) for name, key in found.items()}) + "\n")
