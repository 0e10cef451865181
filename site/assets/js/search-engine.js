/* From what somebody types to a ranked list of pages. MiniSearch holds the index and scores words; what is ours is how
 * Chinese is cut into words, which words mean the same, and that a page counts once. Nothing here touches the page. */
(function (global) {
  "use strict";

  const BOOST = { title: 9, keywords: 7, heading: 3, text: 1 };
  const AS_TYPED = 1, SAME_MEANING = 0.65, SPELT_IN_LATIN = 0.6, SINGLE_CHARACTER = 0.4;
  const WHOLE_IN_PAGE = 1.5, WHOLE_IN_SECTION = 4;   // where the query stands word for word
  const LEAST = 0.1, MOST = 20;   // how good a page must be beside the best one; how many are shown
  const MAX_QUERY = 80;

  const HAN = "\\u3007\\u3400-\\u9fff\\uf900-\\ufaff";
  const NUMERAL = "[一二三四五六七八九十]+";
  const LETTER = "a-z\\u00df-\\u024f";
  // the number of an article, 三(一), is one word; so is R-20
  const ATOM = new RegExp(
    NUMERAL + "\\(" + NUMERAL + "\\)|[" + LETTER + "]+-?\\d+|\\d+[" + LETTER + "]*|[" + LETTER + "]+|[" + HAN + "]", "g");
  const IS_HAN = new RegExp("^[" + HAN + "]$");
  const IS_LATIN = new RegExp("^[" + LETTER + "]+$");

  /** Full-width forms, capitals and kinds of hyphen make no difference. */
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[‐‑‒–—−]/g, "-").replace(/[’‘]s\b|'s\b/g, "");
  }

  /** The smallest parts of a folded text: single characters of Chinese, whole words and numbers of all else. */
  function atoms(folded) {
    const found = [];
    let match;
    ATOM.lastIndex = 0;
    while ((match = ATOM.exec(folded))) {
      const text = match[0];
      const han = IS_HAN.test(text);
      found.push({ text: han ? text : stem(text), typed: text, han: han, start: match.index, end: ATOM.lastIndex });
    }
    return found;
  }

  function stem(word) {
    if (!IS_LATIN.test(word)) return word.replace("-", "");
    if (word.length > 4 && word.slice(-3) === "ies") return word.slice(0, -3) + "y";
    return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  }

  /** Runs of neighbouring Chinese characters as one list of parts, everything else by itself. */
  function runs(parts) {
    const found = [];
    parts.forEach(function (part, i) {
      const before = parts[i - 1];
      if (part.han && i && before.han && before.end === part.start) found[found.length - 1].push(part);
      else found.push([part]);
    });
    return found;
  }

  /** 工作日 → 工作, 作日: Chinese without a dictionary is compared by pairs of characters. */
  function pairs(run) {
    const found = [];
    for (let i = 0; i + 1 < run.length; i++) found.push(run[i].text + run[i + 1].text);
    return found;
  }

  /** The words of a text for the index. The last character of a run stands alone too: so one character finds every place
   * where it occurs, as the beginning of a pair or by itself. */
  function words(text) {
    const found = [];
    runs(atoms(fold(text))).forEach(function (run) {
      if (run[0].han) found.push.apply(found, pairs(run));
      found.push(run[run.length - 1].text);
    });
    return found;
  }

  /** What must all be there for a word or phrase to be there. */
  function tokens(text) {
    const found = [];
    runs(atoms(fold(text))).forEach(function (run) {
      if (run[0].han && run.length > 1) found.push.apply(found, pairs(run));
      else found.push(run[0].text);
    });
    return found;
  }

  function key(parts) {
    return parts.map(function (part) { return part.text; }).join(" ");
  }

  /** Words that mean the same, words that say nothing, and how Chinese is spelt. */
  function Vocabulary(data) {
    const known = new Map();
    let longest = 1;
    function learn(word, entry) {
      const parts = atoms(fold(word));
      entry.single = parts.length === 1 && parts[0].han;
      longest = Math.max(longest, parts.length);
      known.set(key(parts), entry);
    }
    data.same.forEach(function (group) {
      group.forEach(function (word) { learn(word, { word: word, same: group }); });
    });
    data.ignored.forEach(function (word) { learn(word, { word: word, ignored: true }); });
    const spelt = Object.keys(data.pinyin).map(function (word) {
      return { word: word, syllables: data.pinyin[word].split(" ") };
    });

    /** The longest known word at a place, or undefined. A single character is none: it may be part of a longer word. */
    this.at = function (parts, from) {
      for (let to = Math.min(parts.length, from + longest); to > from; to--) {
        const entry = known.get(key(parts.slice(from, to)));
        if (entry && !entry.single) return { entry: entry, to: to };
      }
      return undefined;
    };
    this.character = function (part) {
      return known.get(part.text);
    };
    this.same = function (word) {
      const entry = known.get(key(atoms(fold(word))));
      return entry && entry.same ? entry.same : [];
    };
    /** Chinese words, or parts of them, that are spelt so: by initials (rx) or in full (ruxue, also begun: ruxu). */
    this.spelt = function (letters) {
      const found = new Set();
      spelt.forEach(function (one) {
        for (let from = 0; from + 1 < one.syllables.length; from++) {
          const count = initials(one.syllables, from, letters) || inFull(one.syllables, from, letters);
          if (count > 1) found.add(one.word.slice(from, from + count));
        }
      });
      return Array.from(found);
    };
  }

  function initials(syllables, from, letters) {
    if (from + letters.length > syllables.length) return 0;
    for (let i = 0; i < letters.length; i++) if (syllables[from + i][0] !== letters[i]) return 0;
    return letters.length;
  }

  function inFull(syllables, from, letters) {
    let rest = letters;
    for (let i = from; i < syllables.length; i++) {
      if (syllables[i].startsWith(rest)) return i - from + 1;
      if (!rest.startsWith(syllables[i])) return 0;
      rest = rest.slice(syllables[i].length);
    }
    return 0;
  }

  /** A query as a list of asks; each is met by any of its ways. Words that say nothing are left out, unless everything
   * is asked for. */
  function plan(vocabulary, query, everything) {
    const asks = [], parts = atoms(fold(query));
    let rest = [];
    function way(text, weight, prefix) {
      return { text: fold(text), tokens: tokens(text), weight: weight, prefix: Boolean(prefix) };
    }
    function known(entry) {
      const ways = [way(entry.word, AS_TYPED)];
      entry.same.forEach(function (word) { if (word !== entry.word) ways.push(way(word, SAME_MEANING)); });
      asks.push({ weight: ways[0].tokens.length, ways: ways });
    }
    function other(part) {
      const ways = [way(part.typed, AS_TYPED, IS_LATIN.test(part.typed))];
      if (IS_LATIN.test(part.typed) && part.typed.length > 1) {
        vocabulary.spelt(part.typed).forEach(function (word) {
          ways.push(way(word, SPELT_IN_LATIN));
          vocabulary.same(word).forEach(function (same) {
            if (same !== word) ways.push(way(same, SPELT_IN_LATIN * SAME_MEANING));
          });
        });
      }
      asks.push({ weight: 1, ways: ways });
    }
    function leftOver() {
      runs(rest).forEach(function (run) {
        const entry = run.length === 1 && vocabulary.character(run[0]);
        if (run.length > 1) pairs(run).forEach(function (pair) { asks.push({ weight: 1, ways: [way(pair, AS_TYPED)] }); });
        else if (entry && !entry.ignored) known(entry);
        else if (!entry || everything) asks.push({ weight: SINGLE_CHARACTER, ways: [way(run[0].text, AS_TYPED, true)] });
      });
      rest = [];
    }
    for (let i = 0; i < parts.length;) {
      let found = vocabulary.at(parts, i);
      if (found && found.entry.ignored && everything) found = undefined;
      if (!found && parts[i].han) rest.push(parts[i]);
      else leftOver();
      if (found && !found.entry.ignored) known(found.entry);
      if (!found && !parts[i].han) other(parts[i]);
      i = found ? found.to : i + 1;
    }
    leftOver();
    return asks;
  }

  /** Every section of every page for MiniSearch; the first of a page carries the page's title and keywords. */
  function documents(pages) {
    const docs = [];
    pages.forEach(function (page, number) {
      page.sections.forEach(function (section, i) {
        docs.push({
          id: docs.length, page: number, anchor: section[0], heading: section[1], text: section[2],
          title: i ? "" : page.title, keywords: i ? "" : page.keywords,
        });
      });
    });
    return docs;
  }

  function Engine(data) {
    const vocabulary = new Vocabulary(data);
    const docs = documents(data.pages), ofPage = data.pages.map(function () { return []; }), squeezed = [];
    docs.forEach(function (doc) { ofPage[doc.page].push(doc); });
    const index = new global.MiniSearch({
      fields: ["title", "keywords", "heading", "text"],
      tokenize: words,
      processTerm: function (word) { return word; },
    });
    /** Settled once everything can be found; made in small steps, so that a slow phone stays usable meanwhile. */
    this.ready = index.addAllAsync(docs, { chunkSize: 40 });

    /** Score of each section for one way of meeting an ask. */
    function scores(way) {
      return index.search(way.tokens.join("\n"), {
        tokenize: function (text) { return text.split("\n"); },
        combineWith: "AND",
        boost: BOOST,
        prefix: function (word) { return way.prefix && (IS_HAN.test(word) || word.length > 2); },
        fuzzy: function (word) { return way.prefix && word.length > 4 ? 0.2 : false; },
      });
    }

    /** Best score of each section over all ways of meeting an ask. */
    function meet(ask) {
      const best = new Map();
      ask.ways.forEach(function (way) {
        scores(way).forEach(function (hit) {
          const score = ask.weight * way.weight * hit.score / way.tokens.length;
          if (score > (best.get(hit.id) || 0)) best.set(hit.id, score);
        });
      });
      return { best: best, weight: ask.weight };
    }

    /** The asks that anything meets; what nothing meets is no fault of a page. */
    function metOf(asks) {
      return asks.map(meet).filter(function (one) { return one.best.size; });
    }

    function squeeze(text) {
      return fold(text).replace(/\s+/g, "");
    }

    /** Does a section hold the query word for word? */
    function holds(doc, whole) {
      if (squeezed[doc.id] === undefined) {
        squeezed[doc.id] = squeeze([doc.title, doc.keywords, doc.heading, doc.text].join("|"));
      }
      return whole.length > 1 && squeezed[doc.id].indexOf(whole) >= 0;
    }

    /** A page's score, the sum of what its best sections give to each ask; and the section to lead to. */
    function rate(page, met, whole) {
      const sections = ofPage[page], own = new Map();
      let score = 0, weight = 0, total = 0;
      met.forEach(function (one) {
        let top = 0, where = null;
        sections.forEach(function (doc) {
          const here = one.best.get(doc.id) || 0;
          if (here > top) { top = here; where = doc; }
        });
        total += one.weight;
        if (!where) return;
        score += top;
        weight += one.weight;
        // what the page's own title says need not be in a section of it
        if (where !== sections[0]) {
          sections.forEach(function (doc) { own.set(doc, (own.get(doc) || 0) + (one.best.get(doc.id) || 0)); });
        }
      });
      const whereWhole = sections.filter(function (doc) { return holds(doc, whole); });
      let section = sections[0], best = 0;
      sections.forEach(function (doc) {
        const here = (own.get(doc) || 0) * (whereWhole.indexOf(doc) < 0 ? 1 : WHOLE_IN_SECTION);
        if (here > best) { best = here; section = doc; }
      });
      return {
        page: data.pages[page], section: section,
        score: score * weight / total * data.pages[page].weight * (whereWhole.length ? WHOLE_IN_PAGE : 1),
      };
    }

    /** Pages for a query, the best first, as {page, section, score}; and the texts to highlight in them. */
    this.search = function (query) {
      const typed = query.slice(0, MAX_QUERY), whole = squeeze(typed);
      let asks = plan(vocabulary, typed, false), met = metOf(asks);
      if (!met.length) {
        asks = plan(vocabulary, typed, true);
        met = metOf(asks);
      }
      const pages = new Set(), texts = new Set([fold(typed).trim()]);
      met.forEach(function (one) { one.best.forEach(function (_, id) { pages.add(docs[id].page); }); });
      asks.forEach(function (ask) { ask.ways.forEach(function (way) { if (way.text.length > 1) texts.add(way.text); }); });
      const found = Array.from(pages).sort(function (a, b) { return a - b; })
        .map(function (page) { return rate(page, met, whole); })
        .sort(function (one, other) { return other.score - one.score; });
      return {
        results: found.filter(function (one) { return one.score >= LEAST * found[0].score; }).slice(0, MOST),
        texts: Array.from(texts),
      };
    };
  }

  global.talentcardSearch = { Engine: Engine, fold: fold, words: words };
})(typeof window === "undefined" ? globalThis : window);
