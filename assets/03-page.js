// What pages do without the server: which link is active, tabs, panels, times in the reader's form, file fields.
(function () {
  "use strict";
  const RAIL = /^\/((datasets|dashboards)\/[^/]+|explore)/;
  const NARROW = window.matchMedia("(max-width: 1100px)");
  const MINUTE = 60;
  const HOUR = 3600;
  const DAY = 86400;

  // Navigation ------------------------------------------------------------------------------------------------------
  function is_here(href) {
    const path = window.location.pathname;
    return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
  }

  function follow_path() {
    const app = document.getElementById("shell-app");
    if (!app) return;
    app.classList.toggle("is-rail", RAIL.test(window.location.pathname) || NARROW.matches);
    app.querySelectorAll(".lb-nav-item[href], .lb-tabbar a").forEach((link) => {
      const on = is_here(new URL(link.href).pathname);
      link.classList.toggle("active", on);
      if (on) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  // Another address without another page. Dash's Location is told as well: one that finds the address changed behind
  // its back puts the old one back when it is asked to go elsewhere.
  function readdress(address) {
    window.history.replaceState(window.history.state, "", address);
    const { href, search, hash } = window.location;
    window.dash_clientside.set_props("shell-location", { href, search, hash });
  }
  window.luminabi = Object.assign(window.luminabi || {}, { readdress });

  // Tabs: [data-tab] buttons show the [data-pane] of the same name inside [data-tabs] ----------------------------------
  function show_tab(root, name, keep) {
    const tabs = [...root.querySelectorAll("[data-tab]")];
    if (!tabs.some((tab) => tab.dataset.tab === name)) return;
    root.dataset.shown = name;
    tabs.forEach((tab) => {
      const on = tab.dataset.tab === name;
      tab.classList.toggle("active", on);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    });
    root.querySelectorAll("[data-pane]").forEach((pane) => {
      pane.hidden = !pane.dataset.pane.split(" ").includes(name);
    });
    if (keep) readdress(`#${name}`);
    window.dispatchEvent(new Event("resize"));
  }

  function open_tabs() {
    document.querySelectorAll("[data-tabs]").forEach((root) => {
      if (root.dataset.shown) return;
      const wanted = window.location.hash.slice(1);
      show_tab(root, root.dataset.tabs, false);
      if (wanted) show_tab(root, wanted, false);
    });
  }

  function show_named_tab() {
    const name = window.location.hash.slice(1);
    document.querySelectorAll("[data-tabs]").forEach((root) => show_tab(root, name, false));
  }
  window.addEventListener("hashchange", show_named_tab);

  document.addEventListener("keydown", (event) => {
    const tab = event.target instanceof Element && event.target.closest("[role=tab][data-tab]");
    if (!tab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const tabs = [...tab.closest("[data-tabs]").querySelectorAll("[data-tab]")];
    const at = tabs.indexOf(tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = tabs[(to + tabs.length) % tabs.length];
    event.preventDefault();
    show_tab(next.closest("[data-tabs]"), next.dataset.tab, true);
    next.focus();
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const tab = target && target.closest("[data-tab]");
    if (tab) {
      event.preventDefault();
      show_tab(tab.closest("[data-tabs]"), tab.dataset.tab, true);
      return;
    }
    const press = target && target.closest("[data-press]");
    if (press) document.getElementById(press.dataset.press)?.click();
    const toggle = target && target.closest("[data-panel-toggle]");
    if (toggle) toggle_panel(toggle.dataset.panelToggle);
  });

  function toggle_panel(name) {
    const panel = document.querySelector(`[data-panel="${CSS.escape(name)}"]`);
    if (!panel) return;
    const is_narrow = window.matchMedia("(max-width: 1000px)").matches;
    const on = is_narrow ? panel.classList.toggle("is-open") : !panel.classList.toggle("is-closed");
    document.querySelectorAll(`[data-panel-toggle="${CSS.escape(name)}"]`).forEach((button) => {
      button.setAttribute("aria-expanded", String(on));
    });
    window.dispatchEvent(new Event("resize"));
  }

  // Times: <time datetime data-time="ago|moment|day"> ---------------------------------------------------------------------
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
  const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  const full = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

  function days_apart(moment) {
    const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
    return Math.round((midnight(moment) - midnight(new Date())) / 1000 / DAY);
  }

  function moment_words(moment) {
    const apart = days_apart(moment);
    const name = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[apart];
    if (name) return `${name} ${clock.format(moment)}`;
    const form = moment.getFullYear() === new Date().getFullYear() ? day : full;
    return `${form.format(moment)} ${clock.format(moment)}`;
  }

  function ago_words(moment) {
    const passed = (Date.now() - moment.getTime()) / 1000;
    if (passed < MINUTE) return "now";
    if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
    if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
    return days_apart(moment) === -1 ? "yesterday" : full.format(moment);
  }

  function write_times() {
    document.querySelectorAll("time[data-time]").forEach((place) => {
      const moment = new Date(place.dateTime);
      if (Number.isNaN(moment.getTime())) return;
      const forms = { ago: ago_words, moment: moment_words, day: (at) => full.format(at) };
      const words = (forms[place.dataset.time] || moment_words)(moment);
      if (place.textContent !== words) place.textContent = words;
      const exact = moment.toLocaleString();
      if (place.title !== exact) place.title = exact;
    });
  }

  // File fields: Dash has none, so the label that asks for one gets it here ---------------------------------------------------
  function make_fields() {
    document.querySelectorAll("[data-upload-pick]").forEach((label) => {
      if (label.querySelector("input[type=file]")) return;
      const field = document.createElement("input");
      field.type = "file";
      field.className = "visually-hidden";
      field.accept = label.dataset.uploadPick || "";
      field.setAttribute("aria-label", "Choose a file to upload");
      label.append(field);
    });
  }

  // One look at the page after each batch of changes -----------------------------------------------------------------------------
  let is_waiting = false;
  function refresh() {
    is_waiting = false;
    follow_path();
    open_tabs();
    write_times();
    make_fields();
    document.dispatchEvent(new Event("luminabi:page"));
  }
  function soon() {
    if (is_waiting) return;
    is_waiting = true;
    window.requestAnimationFrame(refresh);
  }

  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length && !change.target.closest(".js-plotly-plot, .ag-root-wrapper, time, #lb-looks"))) soon();
  }).observe(document.documentElement, { childList: true, subtree: true });
  ["popstate", "hashchange", "_dashprivate_pushstate", "_dashprivate_historychange"].forEach((name) => {
    window.addEventListener(name, soon);
  });
  NARROW.addEventListener("change", soon);
  window.setInterval(write_times, MINUTE * 1000);
  soon();
})();
