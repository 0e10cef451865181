// Reads a calendar with ical.js and says what it holds: iCalendar on the standard input, JSON on the standard output.
"use strict";
const fs = require("fs");
const load = require("ical.js");
const ICAL = load.default || load;

const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(0, "utf-8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    first: event.startDate.toString(),
    end: event.endDate.toString(),
    allDay: event.startDate.isDate && event.endDate.isDate,
    summary: event.summary,
    description: event.description,
    status: component.getFirstPropertyValue("status"),
    stamp: component.getFirstPropertyValue("dtstamp").toString(),
    url: component.getFirstPropertyValue("url"),
    sequence: component.getFirstPropertyValue("sequence"),
    modified: String(component.getFirstPropertyValue("last-modified")),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => String(alarm.getFirstPropertyValue("trigger"))),
  };
});
const text = (name) => String(calendar.getFirstPropertyValue(name));
process.stdout.write(JSON.stringify({ name: text("name"), refresh: text("refresh-interval"), method: text("method"), events }));
