"""職員・配属・引継ぎの画面。"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.agencies import staff_forms as forms
from kasane.agencies.commands import staff as commands
from kasane.agencies.commands.handover import hand_over as hand_over_command
from kasane.agencies.queries import staff as queries
from kasane.agencies.views import tables
from kasane.agencies.views.answering import crumbs, whereabouts
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

AHEAD = timedelta(days=180)


@reads(Action.VIEW_STAFF)
def staff(request: DeskRequest) -> HttpResponse:
    """職員名簿と、人事異動の予定。"""
    text, today = request.GET.get("q", "")[:100], clock.today()
    moves = queries.postings_timeline(since=today, until=today + AHEAD)
    data = {"table": tables.staff(queries.staff_list(text=text)), "moves": tables.timeline(moves), "text": text}
    may = decide(Action.MANAGE_STAFF, by=request.actor)
    behind = _behind() if may.allowed else []
    return page(request, "agencies/staff.html", {**data, "crumbs": crumbs(("職員", "")), "may": may, "behind": behind})


@reads(Action.VIEW_STAFF)
def staff_detail(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """職員の詳細と配属の履歴。"""
    found = queries.staff_detail(account_id)
    closable = frozenset(p.id for p in found.postings if p.state in ("配属中", "予定") and queries.can_hand_over(p.id))
    data = {"found": found, "facts": _facts(found), "postings": tables.postings(found.postings, closable)}
    place = crumbs(("職員", reverse("staff:list")), (found.profile.name, ""))
    may = decide(Action.MANAGE_STAFF, by=request.actor)
    mine = account_id == request.actor.account_id
    return page(request, "agencies/staff_detail.html", {**data, "crumbs": place, "may": may, "self": mine})


@reads(Action.MANAGE_STAFF)
def account_new(request: DeskRequest) -> HttpResponse:
    """採用: アカウントを作る（入力）。"""
    return opened(request, _sheet("職員の登録", "account_add", lead=_ACCOUNT_LEAD), forms.AccountForm())


@writes(Action.MANAGE_STAFF)
def account_add(request: DeskRequest) -> HttpResponse:
    """採用: アカウントを作り、一度きりのパスワードを示す。"""
    form, made = forms.AccountForm(request.POST), []
    sheet = _sheet("職員の登録", "account_add", lead=_ACCOUNT_LEAD)

    def save() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made.append(commands.create_account(by=request.actor, **given))

    response = saved(request, sheet, form, save, done="職員を登録しました")
    return _password_shown(request, made[0].account_id, made[0].initial_password) if made else response


@reads(Action.MANAGE_STAFF)
def profile_edit(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """氏名・連絡先を直す（入力）。"""
    profile = queries.staff_detail(account_id).profile
    return opened(request, _own_sheet(account_id, "氏名・連絡先の修正", "profile_save"), forms.ProfileForm(initial=vars(profile)))


@writes(Action.MANAGE_STAFF)
def profile_save(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """氏名・連絡先を直す（保存）。"""
    form = forms.ProfileForm(request.POST)

    def save() -> None:
        given = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        commands.correct_profile(by=request.actor, account_id=account_id, **given)

    return saved(request, _own_sheet(account_id, "氏名・連絡先の修正", "profile_save"), form, save, done="氏名・連絡先を直しました")


@reads(Action.MANAGE_STAFF)
def appointing(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """発令（入力）。"""
    return opened(request, _own_sheet(account_id, "発令（配属）", "appoint", "発令する"), forms.PostingForm())


@writes(Action.MANAGE_STAFF)
def appoint(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """発令（保存）。"""
    form = forms.PostingForm(request.POST)

    def save() -> None:
        given = {**form.cleaned_data, "agency_id": UUID(form.cleaned_data["agency_id"]), "roles": form.roles_chosen()}
        commands.appoint(by=request.actor, account_id=account_id, **given)

    return saved(request, _own_sheet(account_id, "発令（配属）", "appoint", "発令する"), form, save, done="発令しました")


@reads(Action.HAND_OVER)
def hand_over(request: DeskRequest, posting_id: UUID) -> HttpResponse:
    """引継ぎ: 去る人に付いているものをすべて並べ、後任を選ぶ（入力）。"""
    leaver = _leaver(posting_id)
    return opened(request, _hand_over_sheet(leaver), forms.HandOverForm(leaver=leaver))


@writes(Action.HAND_OVER)
def hand_over_save(request: DeskRequest, posting_id: UUID) -> HttpResponse:
    """引継ぎ（保存）。漏れがあれば、何が残るかを示して戻す。"""
    leaver = _leaver(posting_id)
    form, sheet = forms.HandOverForm(request.POST, leaver=leaver), _hand_over_sheet(leaver)

    def save() -> None:
        given = form.cleaned_data
        hand_over_command(by=request.actor, posting_id=posting_id, on=given["on"], successors=form.successors(), reason=given["reason"])

    return saved(request, sheet, form, save, done="引継ぎを記録し、配属を終わらせました")


@reads(Action.MANAGE_STAFF)
def resetting(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """サインインのやり直し（入力）。"""
    return opened(request, _reset_sheet(account_id), forms.ResetForm(staff=queries.staff_list()))


@writes(Action.MANAGE_STAFF)
def reset(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """サインインのやり直し: 一度きりのパスワードを示す。"""
    form, made = forms.ResetForm(request.POST, staff=queries.staff_list()), []

    def save() -> None:
        given = {**form.cleaned_data, "witness_id": UUID(form.cleaned_data["witness_id"])}
        made.append(commands.reset_sign_in(by=request.actor, account_id=account_id, **given))

    response = saved(request, _reset_sheet(account_id), form, save, done="サインインをやり直せるようにしました")
    return _password_shown(request, account_id, made[0]) if made else response


@reads(Action.MANAGE_STAFF)
def account_state(request: DeskRequest, account_id: UUID, act: str) -> HttpResponse:
    """アカウントの停止・再開・ロックの解除（入力）。"""
    return opened(request, _state_sheet(account_id, act), forms.ReasonForm())


@writes(Action.MANAGE_STAFF)
def account_state_save(request: DeskRequest, account_id: UUID, act: str) -> HttpResponse:
    """アカウントの停止・再開・ロックの解除（保存）。"""
    form = forms.ReasonForm(request.POST)
    run = {"suspend": commands.suspend_account, "resume": commands.resume_account, "unlock": commands.unlock_sign_in}[act]
    sheet = _state_sheet(account_id, act)

    def save() -> None:
        run(by=request.actor, account_id=account_id, reason=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done=f"{sheet.title}：済みました")


_ACCOUNT_LEAD = "登録しただけでは何も見えません。続けて発令（配属）を行ってください。"
_STATES = {
    "suspend": (
        "アカウントの停止",
        "停止する",
        "開いている画面からも、今すぐ何も見えなくなります。配属と仕事は残るので、引継ぎをしてください。",
    ),
    "resume": ("アカウントの再開", "再開する", "配属が続いていれば、元の役割で使えるようになります。"),
    "unlock": ("サインインのロックの解除", "解除する", "パスワードと二つ目の鍵は変わりません。本人を確かめてから解除してください。"),
}


def _behind() -> list[dict[str, Any]]:
    return [
        {"name": line.name, "agency": line.agency_name, "url": reverse("staff:hand_over", args=[line.id]), "loads": loads}
        for line, loads in queries.left_behind()
    ]


def _password_shown(request: DeskRequest, account_id: UUID, password: str) -> HttpResponse:
    found = queries.staff_detail(account_id)
    place = crumbs(("職員", reverse("staff:list")), (found.profile.name, ""))
    return page(request, "agencies/password_once.html", {"found": found, "password": password, "crumbs": place})


def _facts(found: queries.StaffDetail) -> list[dict[str, Any]]:
    state = {"label": "アカウント", "value": "使える" if found.active else "停止", "tag": "active" if found.active else "blocked"}
    who = found.profile
    rows = (("サインイン名", found.login_id), ("ふりがな", who.kana), ("職員番号", who.staff_number), ("電話", who.phone))
    return [*({"label": label, "value": value} for label, value in rows), state]


def _sheet(title: str, action: str, *, lead: str = "") -> Sheet:
    home = reverse("staff:list")
    return Sheet(title, reverse(f"staff:{action}"), home, "登録する", whereabouts(("職員", home)), lead)


def _own_sheet(
    account_id: UUID, title: str, action: str, submit: str = "保存する", lead: str = "", danger: bool = False, **args: str
) -> Sheet:
    back = reverse("staff:detail", args=[account_id])
    place = whereabouts(("職員", reverse("staff:list")), (queries.staff_detail(account_id).profile.name, back))
    return Sheet(title, reverse(f"staff:{action}", args=[account_id, *args.values()]), back, submit, place, lead, danger=danger)


def _reset_sheet(account_id: UUID) -> Sheet:
    lead = "登録した鍵をすべて外し、一度きりのパスワードを出します。本人の開いている画面はすべて終わります。二人で行います。"
    return _own_sheet(account_id, "サインインのやり直し", "reset", "やり直させる", lead, danger=True)


def _state_sheet(account_id: UUID, act: str) -> Sheet:
    title, submit, lead = _STATES[act]
    return _own_sheet(account_id, title, "account_state_save", submit, lead, danger=act == "suspend", act=act)


def _leaver(posting_id: UUID) -> queries.Leaver:
    if not queries.can_hand_over(posting_id):
        raise NotVisible
    return queries.leaver(posting_id, clock.today())


def _hand_over_sheet(leaver: queries.Leaver) -> Sheet:
    posting = leaver.posting
    back = reverse("staff:detail", args=[posting.account_id])
    facts = (
        {"label": "去る人", "value": posting.name},
        {"label": "配属", "value": f"{posting.agency_name}（{'・'.join(posting.roles)}）"},
        *({"label": load.label, "value": f"{len(load.items)}件"} for load in leaver.loads),
    )
    lead = "後任の決まらない仕事が一つでもあると、配属を終わらせられません。" if leaver.loads else "この人に付いている仕事はありません。"
    place = whereabouts(("職員", reverse("staff:list")), (posting.name, back))
    action = reverse("staff:hand_over_save", args=[posting.id])
    return Sheet("引継ぎ", action, back, "引き継いで配属を終わらせる", place, lead, facts, danger=True)
