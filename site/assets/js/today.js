// Open now? Shows of each window what holds on the day on which the page is read.
// The stretches, computed by the deadline engine, stand in the page; where none covers the day, nothing is changed.
(function () {
  "use strict";

  // the day in Chongqing, whatever the reader's clock is set to; China has no summer time
  var today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);

  function stretchOf(element) {
    return JSON.parse(element.getAttribute("data-tc-window")).filter(function (stretch) {
      return stretch.from <= today && today <= stretch.to;
    })[0];
  }

  function say(element, text) {
    if (element) { element.textContent = text; }
  }

  function part(element, name) {
    return element.hasAttribute(name) ? element : element.querySelector("[" + name + "]");
  }

  function show(element) {
    var stretch = stretchOf(element);
    if (!stretch) { return false; }
    element.className = element.className.replace(/\b(tc-(?:state|window))--\w+/, "$1--" + stretch.state);
    say(part(element, "data-tc-state"), stretch.state_text);
    say(part(element, "data-tc-text"), stretch.text);
    say(part(element, "data-tc-brief"), stretch.brief || "");
    if (element.hasAttribute("data-tc-notable")) { element.hidden = !stretch.brief; }
    return true;
  }

  function dayInWords(line) {
    var date = new Date(today + "T00:00:00Z");
    var values = {
      y: date.getUTCFullYear(),
      month: line.getAttribute("data-tc-months").split(" ")[date.getUTCMonth()],
      d: date.getUTCDate(),
      weekday: line.getAttribute("data-tc-weekdays").split(" ")[(date.getUTCDay() + 6) % 7]
    };
    return line.getAttribute("data-tc-day").replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function all(selector, within) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  all("[data-tc-windows]", document).forEach(function (box) {
    // every window first, then the line that says of which day they are
    var known = all("[data-tc-window]", box).map(show).every(Boolean);
    var line = box.querySelector("[data-tc-as-of]");
    if (line && known) { say(line, line.getAttribute("data-tc-as-of").replace("{day}", dayInWords(line))); }
    var notable = all("[data-tc-notable]", box);
    if (notable.length) { box.hidden = notable.every(function (item) { return item.hidden; }); }
  });
})();
