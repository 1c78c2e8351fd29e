/* The explore page: the chart stands in the address, so that a link opens it again. */
(() => {
  const none = () => window.dash_clientside.no_update;

  function linked(state) {
    if (!state || location.pathname !== "/explore") return none();
    const address = new URL(location.href);
    address.searchParams.set("dataset", state.dataset);
    address.searchParams.set("spec", JSON.stringify(state.spec));
    window.luminabi.readdress(address);
    [["explore-undo", state.past], ["explore-redo", state.future]].forEach(([id, steps]) => {
      const button = document.getElementById(id);
      if (button) button.disabled = !steps.length;
    });
    return none();
  }

  function copied(clicks) {
    if (!clicks) return none();
    const say = (words) => window.luminabi.editor.toast(words);
    const done = navigator.clipboard ? navigator.clipboard.writeText(location.href) : Promise.reject(new Error("none"));
    done.then(() => say("The link is copied."), () => say("Copy the address of this page: it holds the chart."));
    return none();
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea");
    if (location.pathname !== "/explore" || isTyping || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    const button = document.getElementById(event.shiftKey ? "explore-redo" : "explore-undo");
    if (button) button.click();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { explore: { linked, copied } });
})();
