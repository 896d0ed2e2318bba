"""今日の仕事、下書きの自動保存、サインインが切れた入力の受け取り。"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from kasane.access.policy import Action
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.kernel.wareki import format_wareki
from kasane.screens import drafts
from kasane.screens.desk import desk
from kasane.screens.sign_in import RESUME_COOKIE, take_stash
from kasane.screens.views import DeskRequest, page, reads, writes

WEEKDAYS = "月火水木金土日"


@reads(Action.SEE_HOME)
def home(request: DeskRequest) -> HttpResponse:
    """今日の仕事: 期限のあるもの、途中のもの、知らせ。一つずつ、一押しで着手できる。"""
    work = desk.work(request.actor)
    seen = [subject for section in work for item in section.items for subject in item.subject_ids]
    today = f"{format_wareki(clock.today())}（{WEEKDAYS[clock.today().weekday()]}）"
    data = {"today": today, "work": work, "drafts": drafts.mine(request.actor), "resume": RESUME_COOKIE in request.COOKIES}
    return page(request, "home.html", data, saw=seen)


@writes(Action.KEEP_DRAFT)
def keep_draft(request: DeskRequest) -> HttpResponse:
    """打ったとおりの入力を下書きに置く（画面からは自動、JavaScript なしでは「下書きを保存」で）。"""
    key, path = _place_of_draft(request)
    title = request.POST.get("draft_title", "")
    saved_at = drafts.keep(by=request.actor, key=key, fields=dict(request.POST.lists()), path=path, title=title)
    if not request.headers.get("HX-Request"):
        messages.success(request, "下書きを保存しました。")
        return redirect(path)
    return render(request, "components/draft_saved.html", {"saved_at": clock.jst(saved_at).strftime("%H:%M")})


def _place_of_draft(request: DeskRequest) -> tuple[str, str]:
    key, path = request.POST.get("draft_key", ""), request.POST.get("back", "")
    if not key or len(key) > 200 or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise Invalid({"": "どの画面の下書きか分かりません。画面を開き直してください。"})
    if sum(len(value) for _, values in request.POST.lists() for value in values) > drafts.MAX_CHARACTERS:
        raise Invalid({"": "下書きが長すぎます。いくつかの記録に分けてください。"})
    return key, path


@writes(Action.KEEP_DRAFT)
def discard_draft(request: DeskRequest) -> HttpResponse:
    """下書きを捨てる。"""
    drafts.discard(by=request.actor, key=request.POST.get("key", ""))
    path = request.POST.get("back", "/")
    return redirect(path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/")


@writes(Action.KEEP_DRAFT)
def resume(request: DeskRequest) -> HttpResponse:
    """サインインが切れたときに預かった入力を、下書きに戻して元の画面を開く。"""
    kept = take_stash(request, request.actor)
    if kept is None:
        messages.error(request, "預かっている入力はありません。別の人の入力か、60分を過ぎたものは開けません。")
        response = redirect("/")
    else:
        path = str(kept["path"])
        key = str(kept["draft_key"]) or f"path:{path}"
        drafts.keep(by=request.actor, key=key, fields=kept["fields"], path=path, title="サインインが切れたときの入力")  # type: ignore[arg-type]
        response = redirect(path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/")
    response.delete_cookie(RESUME_COOKIE)
    return response
