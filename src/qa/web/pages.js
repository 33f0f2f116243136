// A page of the file as an image, with the quoted words lit, and the way to the next one.
(() => {
  "use strict";
  const qa = window.qa;

  const percent = (part, whole) => `${(100 * part) / whole}%`;

  const lit = ({ width, height }, name) => ([left, top, right, bottom]) => {
    const box = qa.make("span", { class: name });
    box.style.left = percent(left, width);
    box.style.top = percent(top, height);
    box.style.width = percent(right - left, width);
    box.style.height = percent(bottom - top, height);
    return box;
  };

  const sheet = (found, zoom) => {
    const image = qa.make("img", { alt: qa.say("page_of", found), src: `data:image/webp;base64,${found.webp}`, click: zoom });
    const paper = qa.make("div", { class: "qa-sheet" }, image,
      ...found.quoted.map(lit(found, "qa-lit")), ...found.answer.map(lit(found, "qa-lit-answer")));
    paper.style.aspectRatio = `${found.width} / ${found.height}`;
    return paper;
  };

  const SMALLEST = 9; // pixels that a lit line is high, or the page is shown larger at once

  const isSmall = (body, { width, quoted: [line] }) =>
    line !== undefined && (Math.min(line[3] - line[1], line[2] - line[0]) * body.clientWidth) / width < SMALLEST;

  const step = (sign, name, click) =>
    qa.make("button", { type: "button", class: "qa-quiet", "aria-label": qa.say(name), title: qa.say(name), click }, sign);

  // Shows the pages that `request` names, `pages` to begin with, in `body`; `failed` is told when there is none.
  qa.pages = (server, request, { page: first, inside }, { body, bar, failed }) => {
    let page = first;
    let latest = 0;
    let zoomed = null; // until the first page tells
    const count = qa.make("span", { class: "qa-soft", "aria-live": "polite" });
    const before = step("‹", "page_before", () => open(page - 1));
    const after = step("›", "page_after", () => open(page + 1));
    const larger = step("⤢", "page_larger", () => size(!zoomed));
    const size = (large) => {
      zoomed = large;
      larger.setAttribute("aria-pressed", zoomed);
      body.querySelector(".qa-sheet").classList.toggle("qa-zoomed", zoomed);
      const box = body.querySelector(".qa-lit");
      if (box) qa.reveal(body, box);
    };

    const open = async (wanted) => {
      const mine = (latest += 1);
      const found = await qa.call(server.draw, { ...request, page: wanted, inside });
      if (mine !== latest || !bar.isConnected || bar.hidden) return;
      if (found.error) return failed(found.error);
      page = found.page;
      count.textContent = qa.say("page_of", { page: String(found.page), pages: String(found.pages) });
      before.disabled = page <= 1;
      after.disabled = page >= found.pages;
      body.replaceChildren(sheet(found, () => size(!zoomed)));
      body.scrollTop = 0;
      size(zoomed ?? isSmall(body, found));
    };

    bar.replaceChildren(before, count, after, larger);
    body.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("loading")));
    return open(page);
  };
})();
