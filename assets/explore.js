/* The explore page: the chart stands in the address, so that a link opens it again. */
(() => {
  const none = () => window.dash_clientside.no_update;

  function linked(state) {
    if (!state || location.pathname !== "/explore") return none();
    const address = new URL(location.href);
    address.searchParams.set("dataset", state.dataset);
    address.searchParams.set("spec", JSON.stringify(state.spec));
    if ((state.filters || []).length) address.searchParams.set("filters", JSON.stringify(state.filters));
    else address.searchParams.delete("filters");
    window.luminabi.readdress(address);
    [["explore-undo", state.past], ["explore-redo", state.future]].forEach(([id, steps]) => {
      const button = document.getElementById(id);
      if (button) button.disabled = !steps.length;
    });
    return none();
  }

  /* Apply or remove in the dialog, or the cross of a chip. */
  function sliced(apply, remove, crosses, column, values, ids, state) {
    const context = window.dash_clientside.callback_context;
    const pressed = context.triggered_id;
    if (!pressed || !context.triggered[0].value) return [none(), none(), none()];
    const held = state.filters || [];
    if (pressed.type === "slices-remove-one") return [false, "", { ...state, filters: held.filter((_, place) => place !== pressed.place) }];
    const others = held.filter((one) => one.column !== column);
    if (pressed.endsWith("-remove")) return [false, "", { ...state, filters: others }];
    const fields = Object.fromEntries(ids.map((id, index) => [id.name, values[index]]));
    const [message, problem] = window.luminabi.wantedFilter(column, fields);
    if (problem) return [none(), problem, none()];
    const { op, value } = message;
    return [false, "", { ...state, filters: [...others, { column, op, value }] }];
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

  window.dash_clientside = Object.assign({}, window.dash_clientside, { explore: { linked, copied, sliced } });
})();
