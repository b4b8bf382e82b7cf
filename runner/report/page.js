"use strict";
// Sorts and filters the tables. Without it they are read as they are: the controls are made here.
{
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const controls = document.getElementById("controls").content;
  const number = (text) => (text === "" ? -Infinity : parseFloat(text.replaceAll(",", "")));
  const byText = (a, b) => (a === b ? 0 : collator.compare(a, b));
  const byNumber = (a, b) => (a === b ? 0 : a - b);
  const byDate = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

  const sort = (table, heads, place) => {
    const head = heads[place];
    const body = table.tBodies[0];
    const isNumber = head.classList.contains("n");
    const descending = head.ariaSort === "ascending";
    const compare = isNumber ? byNumber : head.classList.contains("d") ? byDate : byText;
    const keyed = Array.from(body.rows, (row) => {
      const text = row.cells[place].textContent;
      return { row, key: isNumber ? number(text) : text };
    });
    keyed.sort((a, b) => (descending ? compare(b.key, a.key) : compare(a.key, b.key)));
    const sorted = document.createElement("tbody");
    for (const { row } of keyed) sorted.append(row);
    body.replaceWith(sorted);
    for (const each of heads) each.removeAttribute("aria-sort");
    head.ariaSort = descending ? "descending" : "ascending";
  };

  const filter = (rows, texts, wanted, output) => {
    let shown = 0;
    rows.forEach((row, place) => {
      const hidden = !texts[place].includes(wanted);
      if (row.hidden !== hidden) row.hidden = hidden;
      if (!hidden) shown += 1;
    });
    const number = (n) => n.toLocaleString("en");
    output.value = output.dataset.shown.replace("{shown}", number(shown)).replace("{all}", number(rows.length));
  };

  const addFilter = (region, table) => {
    const made = document.importNode(controls, true);
    const [input, output] = [made.querySelector("input"), made.querySelector("output")];
    input.setAttribute("aria-controls", table.id);
    let rows, texts, timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        rows ??= Array.from(table.tBodies[0].rows);
        texts ??= rows.map((row) => Array.from(row.cells, (cell) => cell.textContent).join("\n").toLowerCase());
        filter(rows, texts, input.value.trim().toLowerCase(), output);
      }, 200);
    });
    region.before(made);
  };

  for (const table of document.querySelectorAll("table")) {
    const count = table.tBodies[0].rows.length;
    if (count > 5) addFilter(table.parentElement, table);
    const heads = Array.from(table.tHead.rows[0].cells);
    if (count > 1)
      heads.forEach((head, place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        button.addEventListener("click", () => sort(table, heads, place));
        head.append(button);
      });
  }
}
