// Where a quote stands in its file, in the reader's words: "slide 4, notes" → "幻灯片 4，备注".
(() => {
  "use strict";
  const qa = window.qa;

  // A name begins with one of these; what follows its comma is a name again.
  const FORMS = [
    [/^attachment (.+?\.\w{1,5})(?:, (.+))?$/, "place_attachment"],
    [/^attachment (.+)$/, "place_attachment"],
    [/^attached message(?:, (.+))?$/, "place_message"],
    [/^page (\d+)$/, "place_page"],
    [/^slide (\d+)(?:, (.+))?$/, "place_slide"],
    [/^chapter (\d+)(?:, (.+))?$/, "place_chapter"],
    [/^row (\d+)$/, "place_row"],
    [/^line (\d+)$/, "place_line"],
    [/^record (\d+)$/, "place_record"],
    [/^at ([\d:]+)$/, "place_time"],
    [/^(.+![A-Z]+\d+(?::[A-Z]+\d+)?)$/, "place_cells"],
    [/^footnote (\S+)$/, "place_footnote"],
    [/^endnote (\S+)$/, "place_endnote"],
    [/^comment by (.+)$/, "place_comment_by"],
    [/^(?:comments?|annotation)(?: (\d+))?$/, "place_comment"],
    [/^notes$/, "place_notes"],
    [/^head$/, "place_head"],
    [/^header$/, "place_header"],
    [/^footer$/, "place_footer"],
    [/^title page$/, "place_title"],
    [/^beside the main text$/, "place_beside"],
  ];

  const words = (name) => {
    for (const [form, key] of FORMS) {
      const found = form.exec(name);
      if (!found) continue;
      const groups = key === "place_message" ? ["", found[1]] : found.slice(1);
      const first = qa.say(key, { it: groups[0] ?? "" }).trim();
      return groups[1] ? first + qa.say("place_then") + words(groups[1]) : first;
    }
    return name;
  };

  // One text for the places of a quote; empty in a file that has none.
  qa.places = (names) => names.map(words).join(qa.say("place_and"));
})();
