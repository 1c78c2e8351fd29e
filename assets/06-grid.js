/* What the grid of rows asks of each cell: whether a step changed it, and what it was before. */
(() => {
  const mark = (params) => {
    const marks = params.data && params.data.marks;
    return marks && params.colDef ? marks[params.colDef.field] : undefined;
  };
  const said = (text) => (text === null || text === "" ? "empty" : `“${text}”`);
  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    isChanged: (params) => { const found = mark(params); return Boolean(found && found[0] !== null && found[0] !== ""); },
    wasEmpty: (params) => { const found = mark(params); return Boolean(found && (found[0] === null || found[0] === "")); },
    isNothing: (params) => Boolean(params.data) && (params.value === null || params.value === undefined),
    changeWords: (params) => {
      const found = mark(params);
      if (!found) return params.value;
      return `${said(found[0])} → ${said(found[1])}. ${found[2]}: ${found[3]}`;
    },
    rowOf: (params) => (params.data ? String(params.data.row) : ""),
  });
})();
