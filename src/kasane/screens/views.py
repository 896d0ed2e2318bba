"""画面の宣言: 読む・書く・公開。宣言のない画面は開かない。

宣言が、取引・行為者の結び付け・役割の判断・閲覧記録・二重送信の防止を、どの画面にも同じ順で与える。
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from kasane.access.domain import Ground
from kasane.access.policy import Action, decide
from kasane.access.session import bind, unbind
from kasane.audit.access_log import Outcome, record_access
from kasane.kernel.actor import Actor
from kasane.kernel.decision import require
from kasane.kernel.memo import remembering
from kasane.screens import drafts, once
from kasane.screens.desk import desk, frame
from kasane.screens.sign_in import identity_of, signed_out

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


@dataclass(slots=True)
class AccessNote:
    """この応答で見せたもの。応答が出る前に閲覧記録へ移す。"""

    subjects: list[UUID] = field(default_factory=list)
    compartment_id: UUID | None = None
    ground: str = ""
    reason: str = ""
    always: bool = False

    def saw(self, subjects: Iterable[UUID], *, compartment_id: UUID | None = None, ground: Ground | str = "", reason: str = "") -> None:
        """だれの記録を見せたか。人の識別子を渡す（氏名は渡さない）。"""
        self.subjects.extend(subjects)
        self.compartment_id = compartment_id or self.compartment_id
        self.ground, self.reason, self.always = str(ground) or self.ground, reason or self.reason, True


class DeskRequest(HttpRequest):
    """サインインした人の要求。"""

    actor: Actor
    access: AccessNote


@dataclass(frozen=True, slots=True)
class Declared:
    """画面の宣言。mode は reads / writes / public。"""

    mode: str
    action: Action | None
    reason: str = ""


def reads(action: Action) -> Callable[[View[P]], View[P]]:
    """読む画面: 読み取り専用の取引の中で動き、見せたものを記録してから返す。"""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def run(request: DeskRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            with transaction.atomic():
                if not _seated(request, read_only=True):
                    return signed_out(request)
                try:
                    require(decide(action, by=request.actor))
                    with remembering():
                        response = _complete(view(request, *args, **kwargs))
                finally:
                    unbind()
            return _logged(request, action, response)

        run.declared = Declared("reads", action)  # type: ignore[attr-defined]
        return cast("View[P]", run)

    return wrap


def writes(action: Action) -> Callable[[View[P]], View[P]]:
    """書く画面: 一つの取引で動く。同じ送信が二度届いても一度だけ行い、成功したら下書きを片づける。"""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def run(request: DeskRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            with transaction.atomic():
                if not _seated(request):
                    return signed_out(request)
                try:
                    require(decide(action, by=request.actor))
                    response = _write_once(request, action, lambda: _complete(view(request, *args, **kwargs)))
                finally:
                    unbind()
            return _logged(request, action, response)

        run.declared = Declared("writes", action)  # type: ignore[attr-defined]
        return cast("View[P]", run)

    return wrap


def public(reason: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """だれでも開ける画面。個人の記録を出さない理由を書く。"""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.access = AccessNote()  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        run.declared = Declared("public", None, reason)  # type: ignore[attr-defined]
        return run

    return wrap


def page(
    request: DeskRequest,
    template: str,
    data: dict[str, Any] | None = None,
    *,
    partial: str = "",
    saw: Iterable[UUID] = (),
    compartment_id: UUID | None = None,
    ground: Ground | str = "",
    status: int = 200,
) -> HttpResponse:
    """画面を返す。htmx からの要求で partial があれば、その一部だけを同じ雛形から返す。

    saw: この画面に出した人の識別子。status は 200、入力の誤りは 422、版の衝突は 409。
    """
    subjects = list(saw)
    if subjects:
        request.access.saw(subjects, compartment_id=compartment_id, ground=ground)
    name = f"{template}#{partial}" if partial and request.headers.get("HX-Request") else template
    return render(request, name, {**frame(request), "once": once.token(request.actor), **(data or {})}, status=status)


def _seated(request: HttpRequest, *, read_only: bool = False) -> bool:
    """セッションの人を取引に結び付け、今の立場を引く。配属が終わっていれば、だれでもない。"""
    request.access = AccessNote()  # type: ignore[attr-defined]
    who = identity_of(request)
    if who is None:
        return False
    bind(who, read_only=read_only)
    actor = desk.actor(who.account_id, who.posting_id)
    if actor is None:
        unbind()
        return False
    request.actor = actor  # type: ignore[attr-defined]
    return True


def _write_once(request: HttpRequest, action: Action, run: Callable[[], HttpResponse]) -> HttpResponse:
    done = once.already_done(request)
    if done is not None:
        return done
    response = run()
    if response.status_code in (301, 302, 303) or "HX-Redirect" in response or response.status_code in (200, 204):
        once.remember(request, response)
        if 300 <= response.status_code < 400 and action is not Action.KEEP_DRAFT:
            drafts.clear_sent(request)
    else:
        transaction.set_rollback(True)
    return response


def _complete(response: HttpResponse) -> HttpResponse:
    if getattr(response, "streaming", False):
        raise RuntimeError("流しながらの応答は、取引が終わった後に読むため中身が空になります。組み立ててから返してください。")
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response.render()
    return response


def _logged(request: HttpRequest, action: Action, response: HttpResponse) -> HttpResponse:
    note: AccessNote = request.access  # type: ignore[attr-defined]
    if note.always:
        record_access(
            act=action.value,
            by=request.actor,  # type: ignore[attr-defined]
            outcome=Outcome.SHOWN,
            route=request.resolver_match.view_name if request.resolver_match else "",
            subjects=note.subjects,
            compartment_id=note.compartment_id,
            ground=note.ground,
            reason=note.reason,
            address=request.META.get("REMOTE_ADDR") or None,
        )
    return response
