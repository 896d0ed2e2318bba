"""見本の町の入口: 役割を選ぶだけで入れる。KASANE_DEMO のときだけ URL に載り、それ以外ではこのモジュールは読み込まれもしない。"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from kasane.access.dated import serving
from kasane.access.session import acting_as
from kasane.agencies.demo_desks import Recommendation, recommended
from kasane.agencies.models import Account, Posting
from kasane.kernel import clock
from kasane.kernel.actor import Role, job_actor
from kasane.kernel.decision import NotVisible
from kasane.screens.desk import frame
from kasane.screens.sign_in import POSTING_KEY
from kasane.screens.views import public

if not settings.KASANE_DEMO:
    raise ImproperlyConfigured("見本の町の入口は、見本の町（KASANE_DEMO=1）のほかでは開けません。")

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAY: dict[Role, str] = {
    Role.CONSULTANT: "相談を受け付け、自分の機関の記録を読み書きします。",
    Role.COORDINATOR: "多機関協働の事案で、支援機関の役割を整理します。",
    Role.OUTREACH: "訪問で関係をつくり、記録します。",
    Role.PARTICIPATION: "参加の場につなぎ、定着を支えます。",
    Role.COMMUNITY: "地域の資源を調べます。相談の記録は見られません。",
    Role.CITY_OFFICER: "支援を決定・確認します。",
    Role.SECRETARIAT: "支援会議の議題と資料を扱います。",
    Role.MANAGER: "自分の機関の記録を管理し、引継ぎを決めます。",
    Role.ACCOUNT_ADMIN: "機関・職員・配属を管理します。相談の記録は見られません。",
    Role.SYSTEM_ADMIN: "仕組みを動かします。相談の記録は見られません。",
    Role.AUDITOR: "だれが何を見たかを調べます。相談の中身は見られません。",
    Role.STATISTICIAN: "数だけを見ます。",
    Role.PRIVACY_OFFICER: "緊急閲覧を点検し、秘匿を守ります。",
}


@dataclass(frozen=True, slots=True)
class Door:
    """一つの入口。"""

    posting_id: str
    name: str
    agency: str
    roles: tuple[Role, ...]
    recommended: Recommendation | None


@public("見本の町の人はすべて作り物で、実在の個人情報はない")
def doors(request: HttpRequest) -> HttpResponse:
    """役割の一覧。"""
    everyone = _doors()
    first = _one_per_role(everyone)
    shown = {door.posting_id for _, _, door in first}
    others = [door for door in everyone if door.posting_id not in shown]
    return render(request, "agencies/demo_doors.html", {**frame(request), "doors": first, "others": others})


@public("見本の町の人はすべて作り物で、実在の個人情報はない")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """選んだ人として入る。"""
    posting = next((row for row in _serving_now() if str(row.id) == request.POST.get("posting")), None)
    if posting is None:
        raise NotVisible
    login(request, Account.objects.get(pk=posting.account_id), backend=BACKEND)
    request.session[POSTING_KEY] = str(posting.id)
    return redirect("/")


def _doors() -> list[Door]:
    return [_door(posting) for posting in _serving_now()]


def _one_per_role(everyone: list[Door]) -> list[tuple[Role, str, Door]]:
    """役割ごとに一人。町が勧める人を先に、次に、兼ねる役割の少ない人(その役割の見え方が分かりやすい)。"""
    able = {role: [door for door in everyone if role in door.roles] for role in Role}
    return [(role, MAY[role], min(doors, key=_clearest)) for role, doors in able.items() if doors]


def _clearest(door: Door) -> tuple[bool, int, int]:
    return door.recommended is None, len(door.roles), door.recommended.place if door.recommended else 0


def _serving_now() -> list[Posting]:
    with transaction.atomic(), acting_as(job_actor("demo")):
        found = Posting.objects.filter(serving(clock.today()), account__is_active=True).select_related("agency", "account__profile")
        return list(found.order_by("agency__field", "agency__kana", "account__profile__kana"))


def _door(posting: Posting) -> Door:
    roles = tuple(Role(value) for value in posting.roles)
    return Door(str(posting.id), posting.account.profile.name, posting.agency.name, roles, recommended(posting.account.login_id))


urlpatterns = [path("sign-in/", doors, name="demo_doors"), path("sign-in/enter/", enter, name="demo_enter")]
