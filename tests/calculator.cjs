// Runs the page's calculator without a browser: questions as JSON on the standard input, answers on the standard output.
"use strict";
const fs = require("fs");
const vm = require("vm");

const { script, data, ruler, terms, spans } = JSON.parse(fs.readFileSync(0, "utf-8"));
const window = {};
vm.runInNewContext(fs.readFileSync(script, "utf-8"), { window });
const { Calendar, Reckoner, Words, parse, iso } = window.talentcard.calculator;

const calendar = new Calendar(data);
const reckoner = new Reckoner(calendar, ruler);
const words = new Words(data);
const answers = {
  terms: terms.map(([kind, start, count]) => {
    const day = parse(start);
    const term = reckoner[kind](day, count);
    return [iso(term.due.earliest), iso(term.due.latest), words.range(term.due), words.notes(calendar, day, term)];
  }),
  spans: spans.map(([a, b]) => calendar.between(parse(a), parse(b))),
  days: Array.from(calendar.digits, (_, i) => [calendar.works(calendar.first + i), calendar.settled(calendar.first + i)]),
};
process.stdout.write(JSON.stringify(answers));
