// Finding one's way in an opened text: its places by offset, its outline, and the words one looks for.
(() => {
  "use strict";
  const qa = window.qa;
  const PATIENCE = 250; // milliseconds without a key before the words are looked for

  // The text nodes of a document, each with the offset (in code points) that it begins at; what was added is passed over.
  const nodesOf = (text, first) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT,
      (node) => (node.parentElement.closest(".qa-article") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    const nodes = [];
    for (let at = first; walker.nextNode(); at += nodes.at(-1).length) nodes.push({ node: walker.currentNode, at, length: [...walker.currentNode.data].length });
    return nodes;
  };

  const edge = (nodes, offset) => {
    const one = nodes.findLast(({ at }) => at <= offset) ?? nodes[0];
    const inside = Math.min(offset - one.at, one.length);
    return [one.node, one.length === one.node.length ? inside : [...one.node.data].slice(0, inside).join("").length];
  };

  // Gives the range of the offsets `start` to `end` in a text that begins at `first`.
  qa.ranges = (text, first) => {
    const nodes = nodesOf(text, first);
    return (start, end) => {
      const range = document.createRange();
      range.setStart(...edge(nodes, start));
      range.setEnd(...edge(nodes, end));
      return range;
    };
  };

  // Where `range` begins and ends in a text that begins at `first`, and the words of the document between.
  qa.offsets = (text, first, range) => {
    const inside = nodesOf(text, first).filter(({ node }) => range.intersectsNode(node));
    const cut = ({ node }) => [node === range.startContainer ? range.startOffset : 0, node === range.endContainer ? range.endOffset : node.length];
    const taken = inside.map((one) => one.node.data.slice(...cut(one)));
    const start = inside.length ? inside[0].at + [...inside[0].node.data.slice(0, cut(inside[0])[0])].length : first;
    return { start, end: start + [...taken.join("")].length, text: taken.join("") };
  };

  // Colours ranges without touching the text; a browser that cannot selects the present one.
  const light = (ranges, present) => {
    if (!window.CSS?.highlights) {
      if (present) { getSelection().removeAllRanges(); getSelection().addRange(present); }
      return;
    }
    CSS.highlights.set("qa-found", new Highlight(...ranges));
    CSS.highlights.set("qa-found-present", new Highlight(...(present ? [present] : [])));
  };

  // The headings of a document; a click goes to `jump(offset)`.
  qa.outline = ({ outline }, jump) => outline.length < 2 ? null : qa.make("details", { class: "qa-outline" },
    qa.make("summary", { class: "qa-quiet" }, qa.say("outline")),
    qa.make("ol", { class: "qa-menu" }, ...outline.map(({ title, depth, start }) => {
      const button = qa.make("button", { type: "button", class: "qa-quiet", dir: "auto", click: () => {
        button.closest("details").open = false;
        jump(start, start);
      } }, title);
      button.style.paddingInlineStart = `${0.6 + depth}rem`;
      return qa.make("li", {}, button);
    })));

  // A box that looks for words in the whole document; `jump(start, end)` shows a place and gives its range.
  qa.searching = (server, source, text, jump) => {
    let found = { places: [], all: 0 };
    let at = -1;
    let timer = 0;
    let latest = 0;
    const count = qa.make("span", { class: "qa-soft", role: "status" });
    const show = async (wanted) => {
      if (!found.places.length) return light([], null);
      at = (wanted + found.places.length) % found.places.length;
      count.textContent = qa.say("of", { it: at + 1, all: found.all });
      const present = await jump(...found.places[at]);
      const { range, first, last } = text();
      light(found.places.filter(([start, end]) => first <= start && end <= last).map((place) => range(...place)), present);
    };
    const look = async () => {
      const mine = (latest += 1);
      const words = box.value.trim();
      const reply = words ? await qa.call(server.find, { source, words }) : { places: [], all: 0 };
      if (mine !== latest) return;
      found = reply.error ? { places: [], all: 0 } : reply;
      at = -1;
      count.textContent = !words ? "" : reply.error ? reply.error.message : found.all ? "" : qa.say("no_words");
      await show(0);
    };
    const box = qa.make("input", {
      type: "search", class: "qa-filter", placeholder: qa.say("find"), "aria-label": qa.say("find"), autocomplete: "off",
      input: () => { clearTimeout(timer); timer = setTimeout(look, PATIENCE); },
      keydown: (event) => {
        if (event.key !== "Enter" || qa.isComposing(event)) return;
        event.preventDefault();
        show(at + (event.shiftKey ? -1 : 1));
      },
    });
    light([], null);
    return qa.make("span", { class: "qa-search", role: "search" }, box, count);
  };
})();
