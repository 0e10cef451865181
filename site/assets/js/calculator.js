/* The calculator of the page about counting. The first half counts as tools/talentcard/core/workdays.py and deadlines.py
   do, from the table that the page carries; the second half reads the form and says the result. Days are whole numbers
   (1 January of the year 1 is 1, as in Python), so that no time zone can move them. */
(function () {
  "use strict";

  var EPOCH = 719163; // 1 January 1970
  var DAY = 86400000;
  var WORKS = 1, MAY_WORK = 2, MUST_WORK = 4, UNSETTLED = 8;

  // ---- days ---------------------------------------------------------------------------------------------------------

  function dayOf(year, month, date) {
    return Date.UTC(year, month - 1, date) / DAY + EPOCH;
  }

  /** 2026-09-18 as a day; null where there is no such date. */
  function parse(text) {
    var found = /^\s*(\d{4})[-\/.](\d{1,2})[-\/.](\d{1,2})\s*$/.exec(text || "");
    if (!found) return null;
    var day = dayOf(+found[1], +found[2], +found[3]);
    var back = parts(day);
    return back.y === +found[1] && back.m === +found[2] && back.d === +found[3] ? day : null;
  }

  function parts(day) {
    var date = new Date((day - EPOCH) * DAY);
    return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
  }

  function iso(day) {
    return new Date((day - EPOCH) * DAY).toISOString().slice(0, 10);
  }

  /** 0 is Monday. */
  function weekday(day) {
    return (day + 6) % 7;
  }

  // ---- the table ----------------------------------------------------------------------------------------------------

  /** Working days counted once: upto[i] of them lie in the first i days. Behind the table so many days of each week work. */
  function Count(origin, flags, weekdays, slack) {
    this.origin = origin;
    this.weekdays = weekdays;
    this.slack = slack;
    this.upto = [0];
    this.days = [];
    for (var i = 0; i < flags.length; i++) {
      if (flags[i]) this.days.push(origin + i);
      this.upto.push(this.days.length);
    }
    this.plainEnd = this.plain(origin + flags.length - 1);
  }

  Count.prototype.plain = function (day) {
    return Math.floor(day / 7) * this.weekdays + Math.min(day % 7, this.weekdays);
  };

  Count.prototype.rank = function (day) {
    var index = day - this.origin + 1;
    if (index < this.upto.length) return this.upto[index];
    return this.days.length + this.plain(day) - this.plainEnd;
  };

  Count.prototype.nth = function (rank) {
    if (rank <= this.days.length) return this.days[rank - 1];
    var more = rank - this.days.length + this.plainEnd - 1;
    return Math.floor(more / this.weekdays) * 7 + (more % this.weekdays) + 1 + this.slack;
  };

  /** The calendar from the page's data: {first, days, names, beyond}. */
  function Calendar(data) {
    var digits = data.days.split(" ").join("");
    var beyond = data.beyond.split(" ").map(Number);
    this.first = parse(data.first);
    this.last = this.first + digits.length - 1;
    this.digits = [];
    for (var i = 0; i < digits.length; i++) this.digits.push(parseInt(digits.charAt(i), 16));
    function flags(bit) {
      return function (digit) { return (digit & bit) > 0; };
    }
    this.likely = new Count(this.first, this.digits.map(flags(WORKS)), beyond[0], 0);
    this.dense = new Count(this.first, this.digits.map(flags(MAY_WORK)), beyond[0], 0);
    this.sparse = new Count(this.first, this.digits.map(flags(MUST_WORK)), beyond[1], beyond[2]);
    this.names = {};
    (data.names ? data.names.split(";") : []).forEach(function (entry) {
      var last = parse(entry.slice(11, 21));
      for (var day = parse(entry.slice(0, 10)); day <= last; day++) this.names[day] = entry.slice(22);
    }, this);
  }

  Calendar.prototype.digit = function (day) {
    if (day <= this.last) return this.digits[day - this.first];
    return (weekday(day) < 5 ? WORKS : 0) | UNSETTLED;
  };

  Calendar.prototype.works = function (day) {
    return (this.digit(day) & WORKS) > 0;
  };

  Calendar.prototype.settled = function (day) {
    return (this.digit(day) & UNSETTLED) === 0;
  };

  Calendar.prototype.after = function (earliest, latest, n) {
    return {
      earliest: this.dense.nth(this.dense.rank(earliest) + n),
      latest: this.sparse.nth(this.sparse.rank(latest) + n)
    };
  };

  /** The n-th working day after a day, not counting it. */
  Calendar.prototype.add = function (day, n) {
    return n === 0 ? on(day) : this.after(day, day, n);
  };

  /** The day itself where it works, else the next working day. */
  Calendar.prototype.roll = function (day) {
    return this.after(day - 1, day - 1, 1);
  };

  /** Working days in (a, b]. */
  Calendar.prototype.between = function (a, b) {
    return this.likely.rank(b) - this.likely.rank(a);
  };

  /** What a count over (a, b] passes by, and the make-up days that it counts. */
  Calendar.prototype.skipped = function (a, b) {
    var found = [], run = null;
    for (var day = a + 1; day <= b; day++) {
      var works = this.works(day), makeUp = works && weekday(day) > 4;
      if (!run || run.works !== works || run.makeUp !== makeUp) {
        run = { first: day, last: day, works: works, makeUp: makeUp, names: [] };
        if (makeUp || !works) found.push(run);
      }
      run.last = day;
      if (this.names[day] && run.names.indexOf(this.names[day]) < 0) run.names.push(this.names[day]);
    }
    return found;
  };

  function on(day) {
    return { earliest: day, latest: day };
  }

  // ---- terms: {due: {earliest, latest}, rolledFrom, counted} ----------------------------------------------------------

  /** How the register of interpretations counts: {startCounts, nextDay, years, yearsEndBefore, yearsRoll}. */
  function Reckoner(calendar, ruler) {
    this.calendar = calendar;
    this.ruler = ruler;
  }

  Reckoner.prototype.working_days = function (start, count) {
    var from = this.ruler.startCounts ? start - 1 : start;
    return { due: this.calendar.add(from, count), rolledFrom: null, counted: true };
  };

  Reckoner.prototype.next_day = function (start) {
    if (this.ruler.nextDay === "working") return { due: this.calendar.add(start, 1), rolledFrom: null, counted: false };
    return this.ending(start + 1, this.ruler.nextDay === "rolled");
  };

  Reckoner.prototype.years = function (start) {
    var from = parts(start), year = from.y + this.ruler.years;
    var lastOfMonth = new Date(Date.UTC(year, from.m, 0)).getUTCDate();
    var end = dayOf(year, from.m, Math.min(from.d, lastOfMonth)) - (this.ruler.yearsEndBefore ? 1 : 0);
    return this.ending(end, this.ruler.yearsRoll);
  };

  Reckoner.prototype.ending = function (day, rolls) {
    var due = rolls ? this.calendar.roll(day) : on(day);
    var moved = due.earliest !== day || due.latest !== day;
    return { due: due, rolledFrom: moved ? day : null, counted: false };
  };

  // ---- words ----------------------------------------------------------------------------------------------------------

  function Words(data) {
    this.data = data;
  }

  /** The words under a key (date-full), placeholders filled; one thing is said otherwise than many where it has to be. */
  Words.prototype.say = function (key, params) {
    var name = ("say-" + key).replace(/-(\w)/g, function (_, letter) { return letter.toUpperCase(); });
    var one = params && params.count === 1 && this.data[name + "One"];
    return (one || this.data[name] || "").replace(/\{(\w+)\}/g, function (whole, param) {
      return params && param in params ? params[param] : whole;
    });
  };

  Words.prototype.month = function (day) {
    return this.say("date-months").split(" ")[parts(day).m - 1];
  };

  Words.prototype.day = function (day) {
    return this.say("date-day", { y: parts(day).y, month: this.month(day), d: parts(day).d });
  };

  Words.prototype.full = function (day) {
    return this.say("date-full", { day: this.day(day), weekday: this.say("date-weekdays").split(" ")[weekday(day)] });
  };

  Words.prototype.short = function (day) {
    return this.say("date-short", { month: this.month(day), d: parts(day).d });
  };

  Words.prototype.span = function (first, last) {
    if (first === last) return this.short(first);
    if (parts(first).m === parts(last).m && parts(first).y === parts(last).y) {
      return this.say("date-span-month", { month: this.month(first), first: parts(first).d, last: parts(last).d });
    }
    return this.say("date-span", { first: this.short(first), last: this.short(last) });
  };

  Words.prototype.range = function (due) {
    if (due.earliest === due.latest) return this.full(due.earliest);
    return this.say("date-between", { first: this.day(due.earliest), last: this.day(due.latest) });
  };

  /** What a count passed by, as core/pages/limits.py says it. */
  Words.prototype.skipped = function (stretches) {
    var words = this, lines = [];
    var weekends = stretches.filter(function (run) { return !run.works && !run.names.length; });
    if (weekends.length === 1) {
      lines.push(words.say("example-weekend", { days: words.span(weekends[0].first, weekends[0].last) }));
    } else if (weekends.length) {
      lines.push(words.say("example-weekends", { count: weekends.length }));
    }
    stretches.forEach(function (run) {
      var days = words.span(run.first, run.last);
      if (run.makeUp) lines.push(words.say("example-make-up", { days: days }));
      else if (run.names.length) {
        lines.push(words.say("example-day-off", { days: days, name: run.names.join(words.say("list-separator")) }));
      }
    });
    return lines;
  };

  /** Why it is that day. */
  Words.prototype.notes = function (calendar, start, term) {
    var lines = [];
    if (term.counted && start < term.due.earliest) lines = this.skipped(calendar.skipped(start, term.due.earliest));
    if (term.rolledFrom !== null && term.rolledFrom < term.due.earliest) {
      lines.push(this.say("example-rolled", { day: this.full(term.rolledFrom) }));
    }
    if (term.due.earliest !== term.due.latest) {
      lines.push(this.say("example-provisional", { year: parts(term.due.latest).y }));
    }
    return lines;
  };

  // ---- the form ---------------------------------------------------------------------------------------------------------

  function rulerOf(data) {
    return {
      startCounts: data.startCounts === "true",
      nextDay: data.nextDay,
      years: +data.years,
      yearsEndBefore: data.yearsEndBefore === "true",
      yearsRoll: data.yearsRoll === "true"
    };
  }

  function Problem(text, field) {
    this.text = text;
    this.field = field;
  }

  function Desk(place) {
    this.place = place;
    this.words = new Words(place.dataset);
    this.calendar = new Calendar(place.dataset);
    this.reckoner = new Reckoner(this.calendar, rulerOf(place.dataset));
    this.most = +place.dataset.most;
  }

  /** The day in a field. Throws a Problem where there is none, or where the table does not reach it. */
  Desk.prototype.day = function (field) {
    var day = parse(field.value);
    if (day === null) throw new Problem(this.words.say("counted-no-date"), field);
    if (day < this.calendar.first) {
      throw new Problem(this.words.say("counted-before", { day: this.words.day(this.calendar.first) }), field);
    }
    if (day > this.calendar.last) {
      throw new Problem(this.words.say("counted-after", { day: this.words.day(this.calendar.last) }), field);
    }
    return day;
  };

  Desk.prototype.count = function (field) {
    var text = field.value.trim();
    if (!/^\d+$/.test(text) || +text < 1 || +text > this.most) {
      throw new Problem(this.words.say("counted-no-number", { most: this.most }), field);
    }
    return +text;
  };

  Desk.prototype.term = function (form) {
    var words = this.words, kind = form.elements.kind.value;
    var start = this.day(form.elements.start);
    var count = kind === "working_days" ? this.count(form.elements.count) : this.reckoner.ruler.years;
    var term = this.reckoner[kind](start, count);
    var day = words.range(term.due);
    return {
      answer: words.say(kind === "years" ? "counted-valid" : "counted-due", { day: day }),
      lines: [words.say("counted-from-" + kind.replace("_", "-"), { day: words.full(start), count: count })]
        .concat(words.notes(this.calendar, start, term)),
      provisional: term.due.earliest !== term.due.latest
    };
  };

  Desk.prototype.between = function (form) {
    var words = this.words, a = this.day(form.elements.from), b = this.day(form.elements.to), provisional = false;
    if (b < a) throw new Problem(words.say("counted-order"), form.elements.to);
    for (var day = a + 1; day <= b; day++) provisional = provisional || !this.calendar.settled(day);
    var count = this.calendar.between(a, b);
    var lines = [words.say("counted-span", { first: words.full(a), last: words.full(b) })]
      .concat(words.skipped(this.calendar.skipped(a, b)));
    if (provisional) lines.push(words.say("example-provisional", { year: parts(b).y }));
    return {
      answer: words.say(provisional ? "counted-about" : "counted-days", { count: count }),
      lines: lines,
      provisional: provisional
    };
  };

  function said(tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function show(region, result) {
    region.textContent = "";
    region.appendChild(said("p", "tc-calc__answer" + (result.provisional ? " tc-calc__answer--provisional" : ""), result.answer));
    var list = document.createElement("ul");
    list.className = "tc-plain tc-muted";
    result.lines.forEach(function (line) {
      list.appendChild(said("li", "", line.charAt(0).toUpperCase() + line.slice(1)));
    });
    region.appendChild(list);
  }

  function answer(desk, form, question) {
    var region = form.querySelector("[aria-live]");
    Array.prototype.forEach.call(form.elements, function (field) { field.removeAttribute("aria-invalid"); });
    try {
      show(region, desk[question](form));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      problem.field.setAttribute("aria-invalid", "true");
      region.textContent = "";
      region.appendChild(said("p", "tc-calc__problem", problem.text));
    }
  }

  function start(place) {
    var desk = new Desk(place);
    Array.prototype.forEach.call(place.querySelectorAll("form"), function (form) {
      var ask = function () { answer(desk, form, form.getAttribute("data-question")); };
      form.addEventListener("submit", function (event) { event.preventDefault(); ask(); });
      form.addEventListener("change", ask);
      var kind = form.elements.kind, count = form.querySelector(".tc-calc__count");
      if (kind) kind.addEventListener("change", function () { count.hidden = kind.value !== "working_days"; });
    });
    place.hidden = false;
    var off = document.getElementById("calculator-off");
    if (off) off.hidden = true;
  }

  window.talentcard = window.talentcard || {};
  window.talentcard.calculator = { Calendar: Calendar, Reckoner: Reckoner, Words: Words, parse: parse, iso: iso, rulerOf: rulerOf };

  var place = typeof document === "undefined" ? null : document.getElementById("calculator");
  if (place) start(place);
})();
