// Before Gradio looks for its language: the page's is chosen, and is what the browser says from now on.
// What the reader chose comes before what the browser prefers. TAGS is put in its place by the program.
window.qaLanguage = ((tags) => {
  "use strict";
  const chosen = (() => { try { return localStorage.getItem("qa:language"); } catch { return null; } })();

  const fitting = (wanted) => {
    if (/^zh\b/i.test(wanted)) return /hant|tw|hk|mo/i.test(wanted) ? "zh-Hant" : "zh-Hans";
    return tags.find((tag) => tag === wanted || wanted.split("-")[0] === tag);
  };

  const found = [chosen, ...navigator.languages, "en"].filter(Boolean).map(fitting).find((tag) => tags.includes(tag));
  const named = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[found] ?? found;
  Object.defineProperty(navigator, "language", { get: () => named });
  Object.defineProperty(navigator, "languages", { get: () => [named] });
  document.documentElement.lang = found;
  return found;
})(TAGS);
