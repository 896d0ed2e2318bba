/* かさねの小さな手助け。すべての画面は、この文書が動かなくても使える。 */
(() => {
  "use strict";
  const panel = () => document.getElementById("session-lapsed");
  const unsaved = new Set();

  const focusAlert = (root) => root.querySelector("[data-focus-on-load]:not(.specimen *)")?.focus();

  // 字数は Python の len と同じ数え方（符号位置）で、改行は 1 字とする。
  const count = (note) => {
    const input = document.getElementById(note.dataset.countFor);
    if (!input) return;
    const rest = Number(note.dataset.countLimit) - [...input.value.trim()].length;
    note.textContent = rest < 0 ? `${-rest}字 多すぎます` : `あと${rest}字`;
    note.classList.toggle("field__count--over", rest < 0);
  };
  const countAll = (root) => root.querySelectorAll("[data-count-for]").forEach(count);

  // 別のタブでサインインし直すと送信の合言葉（CSRF）が変わるので、この画面のものも取り替える。
  const renewToken = async () => {
    const answer = await fetch(panel().dataset.sessionUrl, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return false;
    const { token } = await answer.json();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    return true;
  };
  const showLapsed = () => {
    if (!panel().hidden) return;
    panel().hidden = false;
    panel().focus();
  };
  const checkSession = async () => {
    if (!(await renewToken().catch(() => false))) showLapsed();
  };
  const cameBack = async () => {
    if (document.hidden || panel().hidden || !(await renewToken().catch(() => false))) return;
    panel().querySelector("[data-lapsed-status]").textContent = "サインインできました。もう一度送信してください。";
  };

  const markDraft = (element, failed) => {
    const form = element.closest("form") || document.getElementById(element.dataset.form);
    element.classList.toggle("draft-status--failed", failed);
    if (!failed) { unsaved.delete(form); return; }
    unsaved.add(form);
    element.textContent = "下書きを保存できていません。入力した文字はこの画面に残っています。";
  };

  document.addEventListener("DOMContentLoaded", () => { focusAlert(document); countAll(document); });
  // 画面を離れるときは、待たずに下書きを送る。何も打っていない画面では、空の下書きを作らない。
  const typedForms = new WeakSet();
  // 送信した後の画面が、済んだ内容をもう一度下書きに戻さないようにする。打ち直せば、また下書きを置く。
  const sentForms = new WeakSet();
  const formOf = (element) => document.getElementById(element.dataset.form) || element.closest("form");
  const sendDrafts = () => {
    if (!document.hidden) return;
    document.querySelectorAll("[data-draft]").forEach((element) => {
      if (typedForms.has(formOf(element)) && !sentForms.has(formOf(element))) element.dispatchEvent(new CustomEvent("leaving"));
    });
  };
  document.addEventListener("visibilitychange", cameBack);
  document.addEventListener("visibilitychange", sendDrafts);
  window.addEventListener("focus", cameBack);

  document.addEventListener("input", (event) => {
    if (event.target.form) { typedForms.add(event.target.form); sentForms.delete(event.target.form); }
    const note = document.querySelector(`[data-count-for="${CSS.escape(event.target.id)}"]`);
    if (note) count(note);
    // 変換の途中では探さない。確定したとき（compositionend）に探す。
    if (!event.isComposing) event.target.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  });
  document.addEventListener("compositionend", (event) => event.target.dispatchEvent(new CustomEvent("typed", { bubbles: true })));

  document.addEventListener("click", (event) => {
    const dismiss = event.target.closest?.("[data-dismiss]");
    if (dismiss) document.getElementById(dismiss.dataset.dismiss).hidden = true;
    if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
    document.querySelectorAll("details.user-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.user-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // さがす・加えるの途中で応答が来なかったら、黙って何も出さないのではなく、その場所で言う。次に応答が来れば消える。
  const tellNoAnswer = (event) => {
    const { elt, target } = event.detail;
    if (!elt.matches("form, button, [data-typed]")) return;
    target.querySelector("[data-no-answer]")?.remove();
    const told = Object.assign(document.createElement("p"), { className: "note note--failed", role: "alert" });
    told.dataset.noAnswer = "";
    told.textContent = "応答がありませんでした（通信の切れ目か、混み合いのため）。書いた文字は残っています。少し待って、もう一度さがしてください。";
    target.prepend(told);
  };
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, tellNoAnswer));

  document.addEventListener("htmx:beforeSwap", (event) => {
    // 部分の応答は文書全体にならない。なったときは、サインイン画面へ移されている。
    if (!event.detail.xhr.responseText.trimStart().toLowerCase().startsWith("<!doctype") || event.detail.boosted) return;
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status < 400) { checkSession(); }
  });
  document.addEventListener("htmx:afterSwap", (event) => { focusAlert(event.detail.target); countAll(event.detail.target); });
  document.addEventListener("htmx:responseError", (event) => { if ([401, 403].includes(event.detail.xhr.status)) checkSession(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, successful } = event.detail;
    if (!elt.matches("[data-draft]")) return;
    const lapsed = (xhr.responseText || "").trimStart().toLowerCase().startsWith("<!doctype");
    markDraft(elt, !successful || lapsed);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("[data-draft]") && sentForms.has(formOf(event.detail.elt))) event.preventDefault();
  });
  document.addEventListener("submit", (event) => { unsaved.delete(event.target); sentForms.add(event.target); });
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
