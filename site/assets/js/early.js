/* Before anything is painted: what this reader chose on an earlier page. Where the browser refuses to remember, nothing was. */
(function () {
  "use strict";
  var root = document.documentElement;
  function chosen(name) {
    try {
      return window.localStorage.getItem("talentcard." + name);
    } catch (refused) {
      return null;
    }
  }
  root.className = "js";
  if (chosen("large") === "on") root.className += " tc-large";
  var dark = chosen("dark");
  if (dark) document.getElementById("tc-dark").media = dark === "on" ? "screen" : "not all";
})();
