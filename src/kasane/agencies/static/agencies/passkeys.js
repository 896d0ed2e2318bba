/* パスキーの儀式。ここが動かなくても、パスワードと確認コードでサインインできる。 */
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-passkey-needed]").forEach((part) => { part.hidden = false; });

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const written = () => JSON.parse(document.getElementById("passkey-options").textContent);
  const fetched = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const register = async (options) => {
    const ask = options.creation_options.publicKey;
    const choice = { ...ask.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
    const user = { ...ask.user, id: toBytes(ask.user.id) };
    const asked = { ...ask, user, challenge: toBytes(ask.challenge), excludeCredentials: keys(ask.excludeCredentials), authenticatorSelection: choice };
    const made = await navigator.credentials.create({ publicKey: asked });
    const { clientDataJSON, attestationObject } = made.response;
    return packed(made, { clientDataJSON: toText(clientDataJSON), attestationObject: toText(attestationObject) });
  };
  const confirm = async (options) => {
    const ask = options.request_options.publicKey;
    const asked = { ...ask, challenge: toBytes(ask.challenge), allowCredentials: keys(ask.allowCredentials) };
    const used = await navigator.credentials.get({ publicKey: asked });
    const { clientDataJSON, authenticatorData, signature, userHandle } = used.response;
    return packed(used, {
      clientDataJSON: toText(clientDataJSON), authenticatorData: toText(authenticatorData), signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    });
  };
  const packed = (key, response) => JSON.stringify({
    type: key.type, id: key.id, rawId: toText(key.rawId), response,
    authenticatorAttachment: key.authenticatorAttachment, clientExtensionResults: key.getClientExtensionResults(),
  });

  const failed = {
    NotAllowedError: "取り消されたか、時間が切れました。もう一度押してください。",
    InvalidStateError: "この端末の鍵は、もう登録されています。",
    SecurityError: "この接続ではパスキーを使えません。https:// か localhost で開いてください。",
  };
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const status = form.querySelector("[data-passkey-status]");
      status.textContent = "端末の案内に従ってください。";
      try {
        const options = form.dataset.optionsUrl ? await fetched(form.dataset.optionsUrl) : written();
        form.elements.credential.value = await (form.dataset.passkey === "register" ? register : confirm)(options);
        form.submit();
      } catch (error) {
        status.textContent = failed[error.name] || "パスキーを使えませんでした。ほかの方法でサインインしてください。";
      }
    });
  });
})();
