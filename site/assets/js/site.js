/* What every page has: large type, dark, the menu, the stale banner, the place in the contents, printing. A page is whole without it. */
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = document.getElementById("tc-dark");

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function remember(name, on) {
    try {
      window.localStorage.setItem("talentcard." + name, on ? "on" : "off");
    } catch (refused) {
      /* the choice holds for this page */
    }
  }

  /* ---- large type, dark ---- */

  var switches = {
    large: {
      on: function () { return root.classList.contains("tc-large"); },
      set: function (on) { root.classList[on ? "add" : "remove"]("tc-large"); }
    },
    dark: {
      on: function () { return window.matchMedia(dark.media).matches; },
      set: function (on) { dark.media = on ? "screen" : "not all"; }
    }
  };

  each("[data-switch]", function (button) {
    var name = button.getAttribute("data-switch");
    function show() {
      button.setAttribute("aria-pressed", String(switches[name].on()));
    }
    button.addEventListener("click", function () {
      var on = !switches[name].on();
      switches[name].set(on);
      remember(name, on);
      show();
    });
    show();
  });

  /* ---- menu: Escape and a click elsewhere close it ---- */

  each(".tc-menu", function (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* ---- older than two working days? The day in Chongqing decides, wherever the reader is ---- */

  var today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  each("[data-fresh-until]", function (banner) {
    banner.hidden = today <= banner.getAttribute("data-fresh-until");
  });

  /* ---- the contents beside a long page show where one is ---- */

  function follow() {
    var links = {};
    each(".tc-side--page a", function (link) {
      links[decodeURIComponent(link.hash.slice(1))] = link;
    });
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        each(".tc-side--page [aria-current]", function (link) { link.removeAttribute("aria-current"); });
        links[entry.target.id].setAttribute("aria-current", "location");
      });
    }, { rootMargin: "0px 0px -75% 0px" });
    Object.keys(links).forEach(function (id) {
      var heading = document.getElementById(id);
      if (heading) observer.observe(heading);
    });
  }
  if ("IntersectionObserver" in window) follow();

  /* ---- on paper nothing is folded away, and the sheet says where it comes from ---- */

  window.addEventListener("beforeprint", function () {
    each("article details:not([open]):not(.tc-figure)", function (details) {
      details.open = true;
      details.setAttribute("data-opened", "");
    });
  });
  window.addEventListener("afterprint", function () {
    each("details[data-opened]", function (details) {
      details.open = false;
      details.removeAttribute("data-opened");
    });
  });
  each(".tc-source[hidden]", function (source) {
    if (location.protocol === "file:") return;
    source.querySelector("span").textContent = location.origin + location.pathname;
    source.hidden = false;
  });
})();
