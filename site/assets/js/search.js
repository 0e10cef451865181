/* The search page: a field, the results below it while one types, the query kept in the address. Without this script, or
 * in a browser too old for it, the page stays what it is: the contents of the whole site. */
(function () {
  "use strict";

  const box = document.getElementById("tc-search");
  const library = window.talentcardSearch, data = window.talentcardSearchIndex;
  if (!box || !library || !data || !window.MiniSearch) return;
  const form = box.querySelector("form"), input = box.querySelector("input");
  const status = document.getElementById("tc-search-status"), list = document.getElementById("tc-search-results");
  const contents = [document.getElementById("contents"), document.getElementById("tc-search-contents")];
  const SNIPPET = document.documentElement.lang.slice(0, 2) === "zh" ? 80 : 170;
  const PAUSE = 150;
  const engine = new library.Engine(data);
  let ready = false, timer = 0;

  /** A text folded character by character, and where each folded one stood. */
  function folded(text) {
    let out = "";
    const at = [];
    for (let i = 0; i < text.length; i++) {
      const one = library.fold(text[i]);
      for (let k = 0; k < one.length; k++) at.push(i);
      out += one;
    }
    return { text: out, at: at };
  }

  const LETTER = /[a-z\u00df-\u024f]/, WORD = /[a-z\u00df-\u024f\d]/;

  /** Where any of the sought texts stands, as [from, to, which] in order; Latin words only from their beginning. */
  function places(text, sought) {
    const whole = folded(text), found = [];
    sought.forEach(function (one, which) {
      for (let from = whole.text.indexOf(one); from >= 0; from = whole.text.indexOf(one, from + 1)) {
        if (WORD.test(one[0]) && from && WORD.test(whole.text[from - 1])) continue;
        let to = from + one.length;
        if (LETTER.test(one[one.length - 1])) while (to < whole.text.length && LETTER.test(whole.text[to])) to++;
        found.push([whole.at[from], whole.at[to - 1] + 1, which]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
  }

  /** The stretch of a text in which most of what was sought stands. */
  function stretch(text, found) {
    if (text.length <= SNIPPET || !found.length) return 0;
    let best = 0, start = found[0][0];
    found.forEach(function (first) {
      const inside = new Set();
      found.forEach(function (one) {
        if (one[0] >= first[0] && one[1] <= first[0] + SNIPPET * 0.8) inside.add(one[2]);
      });
      if (inside.size > best) { best = inside.size; start = first[0]; }
    });
    const from = Math.max(0, Math.min(start - Math.round(SNIPPET / 5), text.length - SNIPPET));
    if (!from) return 0;
    const gap = text.slice(from, start).search(/[\s，。；：、]/);   // begin after a word, if one ends before the first mark
    return gap < 0 ? from : from + gap + 1;
  }

  /** Where a stretch ends: not inside a word or a number. */
  function end(text, from) {
    let to = Math.min(text.length, from + SNIPPET);
    while (to < text.length && to > from + SNIPPET / 2 && /^[\w.-]{2}$/.test(text.slice(to - 1, to + 1))) to--;
    return to;
  }

  /** Text with what was sought marked, as nodes: nothing in it is ever read as HTML. */
  function marked(parent, text, found, from, to) {
    let done = from;
    found.forEach(function (one) {
      const start = Math.max(one[0], done), end = Math.min(one[1], to);
      if (end <= start) return;
      parent.appendChild(document.createTextNode(text.slice(done, start)));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      parent.appendChild(mark);
      done = end;
    });
    parent.appendChild(document.createTextNode(text.slice(done, to)));
  }

  function element(name, className) {
    const made = document.createElement(name);
    made.className = className;
    return made;
  }

  function item(result, sought) {
    const made = element("li", "tc-result"), link = element("a", "tc-result__link"), section = result.section;
    link.href = result.page.path + ".html" + (section.anchor ? "#" + section.anchor : "");
    marked(link, result.page.title, places(result.page.title, sought), 0, result.page.title.length);
    if (section.heading) {
      link.appendChild(document.createTextNode(" › "));
      marked(link, section.heading, places(section.heading, sought), 0, section.heading.length);
    }
    made.appendChild(link);
    const text = section.text, found = places(text, sought);
    if (text) {
      const from = stretch(text, found), to = end(text, from), said = element("p", "tc-result__text");
      if (from) said.appendChild(document.createTextNode("… "));
      marked(said, text, found, from, to);
      if (to < text.length) said.appendChild(document.createTextNode(" …"));
      made.appendChild(said);
    }
    return made;
  }

  function show(query) {
    list.textContent = "";
    let said = "", some = false;
    if (query) {
      const found = engine.search(query);
      some = found.results.length > 0;
      // the longer ones first: 工作日 before 工作
      const sought = found.texts.slice().sort(function (a, b) { return b.length - a.length; });
      found.results.forEach(function (result) { list.appendChild(item(result, sought)); });
      said = !some ? box.dataset.none.replace("{query}", query)
        : found.results.length === 1 ? box.dataset.foundOne : box.dataset.found.replace("{count}", found.results.length);
    }
    status.textContent = said;
    contents.forEach(function (part) { part.hidden = some; });
    list.dataset.query = query;   // for whoever waits for these results
  }

  function remember(query) {
    try {
      history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
    } catch (error) { /* some browsers refuse that for a page opened from disk */ }
  }

  function search() {
    const query = input.value.trim();
    if (!ready) status.textContent = box.dataset.working;
    engine.ready.then(function () {
      ready = true;
      if (query === input.value.trim()) show(query);
    });
    remember(query);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  }

  input.addEventListener("input", function (event) {
    if (!event.isComposing) soon();   // half-typed pinyin of an input method is no query
  });
  input.addEventListener("compositionend", soon);
  input.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.isComposing && input.value) {
      event.preventDefault();
      input.value = "";
      clearTimeout(timer);
      search();
    }
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(timer);
    search();
    if (window.matchMedia("(pointer: coarse)").matches) input.blur();   // puts the phone's keyboard away
  });

  box.hidden = false;
  const asked = /[?&]q=([^&]*)/.exec(location.search);
  try {
    input.value = asked ? decodeURIComponent(asked[1].replace(/\+/g, " ")) : "";
  } catch (error) { /* a broken escape in the address is no query */ }
  if (input.value) search();
})();
