"use strict";
// Sorts and filters the tables, and shows only the first rows of a long one. Without it, tables are read as they are.
document.documentElement.classList.add("js"); // hides the tables, so that a long one is laid out only once
document.addEventListener("DOMContentLoaded", () => {
  const FIRST = 500;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const controls = document.getElementById("controls").content;
  const number = (text) => (text === "" ? -Infinity : parseFloat(text.replaceAll(",", "")));
  const compare = {
    n: (a, b) => (a === b ? 0 : a - b),
    d: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
    "": (a, b) => (a === b ? 0 : collator.compare(a, b)),
  };
  const fill = (text, n, all) => text.replace("{n}", n.toLocaleString("en")).replace("{all}", all.toLocaleString("en"));

  class Listing {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.rows = Array.from(this.body.rows);
      this.wanted = "";
      this.limit = FIRST;
      if (this.rows.length > 5) this.addControls();
      if (this.rows.length > 1) this.addButtons();
      this.show();
    }

    addControls() {
      const made = document.importNode(controls, true);
      [this.output, this.more] = [made.querySelector("output"), made.querySelector("button")];
      const input = made.querySelector("input");
      input.setAttribute("aria-controls", this.table.id);
      let timer;
      input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          this.wanted = input.value.trim().toLowerCase();
          this.show();
        }, 200);
      });
      this.more.addEventListener("click", () => {
        this.limit = Infinity;
        this.show();
        input.focus();
      });
      this.table.parentElement.before(made);
    }

    addButtons() {
      this.heads = Array.from(this.table.tHead.rows[0].cells);
      this.heads.forEach((head, place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        button.addEventListener("click", () => this.sort(place));
        head.append(button);
      });
    }

    sort(place) {
      const head = this.heads[place];
      const sign = head.ariaSort === "ascending" ? -1 : 1;
      const inOrder = compare[head.className];
      const keyed = this.rows.map((row) => {
        const text = row.cells[place].textContent;
        return [head.className === "n" ? number(text) : text, row];
      });
      keyed.sort((a, b) => sign * inOrder(a[0], b[0]));
      this.rows = keyed.map(([, row]) => row);
      this.texts = undefined;
      for (const each of this.heads) each.removeAttribute("aria-sort");
      head.ariaSort = sign > 0 ? "ascending" : "descending";
      this.show();
    }

    matching() {
      if (!this.wanted) return this.rows;
      this.texts ??= this.rows.map((row) => Array.from(row.cells, (cell) => cell.textContent).join("\n").toLowerCase());
      return this.rows.filter((row, place) => this.texts[place].includes(this.wanted));
    }

    show(limit = this.limit) {
      const found = this.matching();
      const rows = document.createDocumentFragment();
      for (const row of found.slice(0, limit)) rows.append(row);
      this.body.replaceChildren(rows);
      if (!this.output) return;
      const { match, first } = this.output.dataset;
      const isCut = found.length > limit;
      this.more.hidden = !isCut;
      this.output.value = [
        this.wanted || isCut ? fill(match, found.length, this.rows.length) : "",
        isCut ? fill(first, limit, this.rows.length) : "",
      ].join(" ");
    }
  }

  const listings = Array.from(document.querySelectorAll("table"), (table) => new Listing(table));
  document.documentElement.classList.remove("js");
  window.addEventListener("beforeprint", () => listings.forEach((each) => each.show(Infinity)));
  window.addEventListener("afterprint", () => listings.forEach((each) => each.show()));
});
