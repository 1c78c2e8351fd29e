/* Explain this: which mark it is about, and the second one while two are compared. */
(() => {
  const none = () => window.dash_clientside.no_update;
  const placeOf = (mark) => [mark.curveNumber, Number.isInteger(mark.pointNumber) ? mark.pointNumber : mark.customdata];
  const banner = () => document.getElementById("explain-banner");
  const triggered = () => window.dash_clientside.callback_context.triggered_id;

  function mark(clicks, kept) {
    if (!clicks || !kept) return [none(), none()];
    return [{ tile: kept.tile, place: kept.place, at: Date.now() }, true];
  }

  function first(clicks, kept) {
    if (!clicks || !kept) return [none(), none()];
    const words = kept.point && kept.point.words;
    return [{ tile: kept.tile, place: kept.place, words: words || "this point" }, true];
  }

  /* Only a mark of the same tile can be the other one. */
  function second(_clicks, kept) {
    const of = triggered();
    const [change] = window.dash_clientside.callback_context.triggered;
    const pressed = change && change.value;
    if (!kept || !of || of.tile !== kept.tile || !pressed || !pressed.points) return [none(), none()];
    const against = placeOf(pressed.points[0]);
    return [{ tile: kept.tile, place: kept.place, against, at: Date.now() }, null];
  }

  function number(_clicks) {
    const of = triggered();
    const [change] = window.dash_clientside.callback_context.triggered;
    if (!of || !change || !change.value) return none();
    return { tile: of.tile, place: null, at: Date.now() };
  }

  function waiting(kept) {
    if (!kept) return [true, ""];
    return [false, `Choose the second point to compare with: ${kept.words}.`];
  }

  function end() {
    if (!banner() || banner().hidden) return false;
    window.dash_clientside.set_props("explain-first", { data: null });
    return true;
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-act='explain-end']")) end();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && end()) event.stopPropagation();
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { explain: { mark, first, second, number, waiting } });
})();
