// The theme: kept in this browser, the system's by default; set before the first paint when loaded in <head>.
(function () {
  "use strict";
  if (window.luminabi && window.luminabi.theme) return; // in <head> for the first paint, and again among the assets
  const KEY = "luminabi-theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function choice() {
    try {
      const kept = window.localStorage.getItem(KEY);
      return kept === "light" || kept === "dark" ? kept : "system";
    } catch {
      return "system";
    }
  }

  function current() {
    const chosen = choice();
    return chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
  }

  function mark() {
    document.querySelectorAll("[data-theme-choice]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice()));
    });
  }

  function apply() {
    const theme = current();
    const has_changed = root.dataset.bsTheme !== theme;
    root.dataset.bsTheme = theme;
    mark();
    if (has_changed && window.dash_clientside && window.dash_clientside.set_props && document.getElementById("shell-app")) {
      window.dash_clientside.set_props("shell-theme", { data: theme });
    }
  }

  function choose(name) {
    try {
      if (name === "system") window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, name);
    } catch {
      root.dataset.bsTheme = name === "system" ? current() : name;
    }
    apply();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const picked = target && target.closest("[data-theme-choice]");
    if (picked) choose(picked.dataset.themeChoice);
    else if (target && target.closest("[data-theme-toggle]")) choose(current() === "dark" ? "light" : "dark");
  });
  system.addEventListener("change", apply);
  window.addEventListener("storage", (event) => { if (event.key === KEY) apply(); });
  document.addEventListener("luminabi:page", mark);
  window.luminabi = Object.assign(window.luminabi || {}, { theme: current });
  apply();
})();
