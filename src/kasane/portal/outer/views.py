"""外の窓口の画面。開けない理由は、どの扉でも言わない: 古いリンク・古い入室・ほかの人の札・止まった札は、みな同じ答えになる。"""

from __future__ import annotations

import time
import unicodedata
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kasane.kernel.ids import new_id
from kasane.kernel.text import TextRefused, clean_text
from kasane.portal.domain import LONGEST_TEXT
from kasane.portal.outer import calls, cookies
from kasane.portal.outer.reading import page_of

_ANSWER_TAKES: Final = 0.4  # 秒。札があるときもないときも、同じ時間で答える。
_STAGES: Final = {"notice": "portal/notice.html", "page": "portal/page.html", "answer": "portal/answer.html"}


@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """紙やメールのリンク。札が本物かどうかは確かめも答えもせず、番号を入れる画面へ送る。"""
    response = _to("door")
    cookies.put(response, cookies.LINK, token[:100])
    return response


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """番号を入れる画面。"""
    if request.method == "GET":
        return _door(request)
    began = time.monotonic()
    person = cookies.newcomer(request)
    code = unicodedata.normalize("NFKC", request.POST.get("code", "")[:40]).replace(" ", "").replace("-", "")
    opened = calls.open_door(token=cookies.get(request, cookies.LINK), code=code, caller=person)
    time.sleep(max(0.0, _ANSWER_TAKES - (time.monotonic() - began)))
    if not opened:
        return _door(request, refused=True, kept=_kept(request))
    response = _to("room") if not _kept(request) else _write(request, "", _kept(request), person=person)
    cookies.put(response, cookies.SESSION, person.session)
    cookies.put(response, cookies.DEVICE, person.device)
    return response


@require_GET
def room(request: HttpRequest) -> HttpResponse:
    """入った人の画面: 守秘の文面、公開された資料、または協力依頼への答えの欄。"""
    found = calls.read(cookies.caller(request))
    if found is None:
        return _outside(request)
    shown = page_of(found)
    response = render(request, _STAGES[shown.stage], {"page": shown, "once": new_id(), "longest": LONGEST_TEXT})
    # 開いたまま席を離れても、入室が終わる時に画面も閉じる（プログラムなしで働く）。書く画面では、書きかけを消さないため行わない。
    if shown.stage != "answer":
        response["Refresh"] = f"{max(1, shown.seconds_left)}; url={reverse('room')}"
    return response


@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """守秘を確認する。印を付けずに送ったときは、もう一度同じ文面を見せる。"""
    who = cookies.caller(request)
    if request.POST.get("promise") == "yes":
        calls.acknowledge(who, read=request.POST.get("read", ""))
    return _to("room")


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """自分が知っていることを書く。"""
    if request.method == "GET":
        return _write(request, "", "")
    return _sent(request, calls.contribute, _write)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """協力依頼に答える。"""
    return _sent(request, calls.answer, _answer)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """出る。ブラウザに残ったものも消してもらう。"""
    calls.leave(cookies.caller(request))
    response = _to("door")
    cookies.drop(response, cookies.SESSION, cookies.LINK)
    response["Clear-Site-Data"] = '"cache"'
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """処理が動いているか。"""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """データベースに届くか。"""
    return HttpResponse("ok\n", content_type="text/plain", status=200 if calls.answers() else 503)


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """知らない道。入口へ送る。入室の印は消さない（ブラウザが自分で取りに来る道もあるため）。"""
    return _to("door")


def form_lapsed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """画面を開いてから時間がたったとき。書いた文は返す。"""
    return _door(request, refused=True, kept=_kept(request))


def trouble(request: HttpRequest) -> HttpResponse:
    """こちらの具合が悪いとき。書いた文は返す。"""
    return render(request, "portal/trouble.html", {"kept": _kept(request)}, status=503)


def _to(name: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name))
    response.status_code = 303
    return response


def _outside(request: HttpRequest) -> HttpResponse:
    """見てよいものが何もない人への、ただ一つの答え: 入口へ送り、入室の印を消す。"""
    response = _to("door")
    cookies.drop(response, cookies.SESSION)
    response["Clear-Site-Data"] = '"cache"'
    return response


def _door(request: HttpRequest, *, refused: bool = False, kept: str = "") -> HttpResponse:
    return render(request, "portal/door.html", {"refused": refused, "kept": kept}, status=403 if refused else 200)


def _kept(request: HttpRequest) -> str:
    return request.POST.get("text", "")[: LONGEST_TEXT * 2]


def _sent(request: HttpRequest, act: Any, again: Any) -> HttpResponse:
    """書いた文を送る。入室が終わっていたら、書いた文を持ったまま入口に戻す（もう一度番号を入れると続きから書ける）。"""
    who = cookies.caller(request)
    try:
        text = clean_text(request.POST.get("text", "")).strip()
        message = UUID(request.POST.get("once", ""))
    except TextRefused as refused:
        return _again(again(request, str(refused), _kept(request)))
    except ValueError:
        return _outside(request)
    if not text or len(text) > LONGEST_TEXT:
        return _again(
            again(request, "書いてから送ってください。" if not text else f"{LONGEST_TEXT}字までです。分けて送ってください。", text)
        )
    if act(who, message=message, text=text):
        return render(request, "portal/sent.html", {})
    return _door(request, refused=True, kept=text)


def _again(response: HttpResponse) -> HttpResponse:
    if response.status_code == 200:
        response.status_code = 422
    return response


def _write(request: HttpRequest, problem: str, text: str, *, person: calls.Caller | None = None) -> HttpResponse:
    """書く画面。構成員で、守秘を確認した人だけ。"""
    return _form(request, "page", "portal/write.html", problem, text, person)


def _answer(request: HttpRequest, problem: str, text: str) -> HttpResponse:
    return _form(request, "answer", "portal/answer.html", problem, text, None)


def _form(request: HttpRequest, stage: str, template: str, problem: str, text: str, person: calls.Caller | None) -> HttpResponse:
    found = calls.read(person or cookies.caller(request))
    if found is None:
        return _outside(request)
    if found["stage"] == "answer" and stage == "page" and text:
        stage, template = "answer", "portal/answer.html"
    if found["stage"] != stage:
        return _to("room")
    data = {"page": page_of(found), "once": new_id(), "problem": problem, "text": text, "longest": LONGEST_TEXT}
    return render(request, template, data)
