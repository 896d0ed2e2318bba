// 画面に見えている言葉から、部品を探す。返すのは、言葉に当てはまる部品の並び(一つに決まるかは、呼ぶ側が確かめる)。
([kind, words, place]) => {
  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true });
  const said = (one) => {
    // 読み上げだけの言葉と「必須」「任意」の札は、目で読む人には欄の名前ではない。
    const copy = one.cloneNode(true);
    copy.querySelectorAll(".visually-hidden, .mark, .tabs__count, select, textarea").forEach((part) => part.remove());
    return tidy(copy.textContent);
  };
  const same = (one) => {
    // 「ほかの…人から選ぶ」の … は、日によって変わるところ。
    const [start, end] = tidy(words).split("…");
    return end === undefined ? said(one) === start : said(one).startsWith(start) && said(one).endsWith(end);
  };
  const called = (one) => {
    // 「生年月日（年だけでもよい）」のような断り書きは、書かなくても通じる。
    return same(one) || said(one).startsWith(`${tidy(words)}（`);
  };
  const main = document.querySelector("main");
  const among = (where, choice) => [...where.querySelectorAll(choice)].filter(shown);
  const pressable = (where) => among(where, "a[href], button").filter(same);
  const once = (found) => {
    // 同じ行き先の同じ言葉は、どれを押しても同じ。
    const links = new Set(found.map((one) => one.href || one));
    return links.size === 1 ? found.slice(0, 1) : found;
  };
  const ways = {
    press: () => once(pressable(main)),
    top: () => once(pressable(document.querySelector(".site-header"))),
    side: () => once(pressable(document.querySelector(".page-aside"))),
    tab: () => once(among(main, "nav.tabs").flatMap(pressable)),
    in_card: () => among(main, "li.card").filter((card) => said(card.querySelector("h2")) === tidy(place)).flatMap(pressable),
    in_row: () => {
      const rows = among(main, "tr, li, dl > div").filter((row) => tidy(row.innerText).includes(tidy(place)) && pressable(row).length);
      return once(rows.filter((row) => !rows.some((other) => other !== row && row.contains(other))).flatMap(pressable));
    },
    under: () => {
      const heads = among(main, "h2, h3, h4, legend");
      const at = heads.findIndex((head) => said(head) === tidy(place));
      if (at < 0) return [];
      const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      const next = heads.slice(at + 1).find((head) => head.tagName <= heads[at].tagName);
      return once(pressable(main).filter((one) => after(heads[at], one) && (!next || after(one, next))));
    },
    unfold: () => among(main, "summary").filter(same),
    field: () => {
      const labels = among(main, "label, legend").filter((one) => called(one) && !one.closest(".choices, .date-part, .part__title"));
      return labels.map((one) => (one.tagName === "LEGEND" ? one.closest("fieldset") : one.control)).filter(Boolean);
    },
    choice: () => among(place, "label").filter(called).map((one) => one.control),
    box: () => among(main, "label").filter((one) => same(one) && one.control?.type === "checkbox").map((one) => one.control),
  };
  return ways[kind]();
}
