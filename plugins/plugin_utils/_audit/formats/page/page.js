/*
Copyright: (c) 2026, identity.aws contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
*/

/* Sorts and filters tables, and shows long ones a part at a time. Without it all is there, and nothing sorts. */
(() => {
  "use strict";

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* A table whose rows are sorted, matched, and shown up to a limit. */
  class Rows {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.all = [...this.body.rows];
      this.matching = this.all;
      this.step = Number(table.dataset.step) || Infinity;
      this.limit = this.step;
      this.keys = new Map();
      this.words = "";
      if ("sort" in table.dataset) this.addSorting();
      if (Number.isFinite(this.step)) this.addPager();
      this.show();
    }

    addSorting() {
      this.heads = [...this.table.tHead.rows[0].cells];
      this.heads.forEach((head, column) => {
        const button = element("button", { type: "button" }, ...head.childNodes);
        button.addEventListener("click", () => this.sort(column));
        head.setAttribute("aria-sort", "none");
        head.append(button);
      });
    }

    /* What a column is sorted by, for each row; null where nothing is known. */
    keysOf(column) {
      if (!this.keys.has(column)) {
        const { type } = this.heads[column].dataset;
        this.keys.set(column, new Map(this.all.map((row) => {
          const cell = row.cells[column];
          const text = cell.textContent.trim();
          if (cell.classList.contains("n") || text === "") return [row, null];
          return [row, type === "text" ? text : type === "number" ? Number(text) : cell.children.length];
        })));
      }
      return this.keys.get(column);
    }

    sort(column) {
      const head = this.heads[column];
      const descending = head.getAttribute("aria-sort") === "ascending";
      const keys = this.keysOf(column);
      const sign = descending ? -1 : 1;
      const compare = head.dataset.type === "text" ? collator.compare : (a, b) => a - b;
      this.all.sort((one, other) => {
        const a = keys.get(one);
        const b = keys.get(other);
        if (a === null || b === null) return (a === null) - (b === null);
        return sign * compare(a, b);
      });
      this.heads.forEach((each) => each.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      this.body.replaceChildren(...this.all);
      this.match(this.matches, this.words);
    }

    /* Keep the rows that a function accepts; the words say which these are. */
    match(matches, words) {
      this.matches = matches;
      this.words = words;
      this.matching = [];
      for (const row of this.all) {
        const hidden = matches !== undefined && !matches(row);
        if (row.hidden !== hidden) row.hidden = hidden;
        if (!hidden) this.matching.push(row);
      }
      this.show();
    }

    addPager() {
      this.status = element("span");
      this.status.setAttribute("role", "status");
      this.status.setAttribute("aria-live", "polite");
      this.more = element("button", { type: "button" }, `Show ${this.step} more`);
      this.rest = element("button", { type: "button" }, "Show all");
      this.more.addEventListener("click", () => this.extend(this.limit + this.step));
      this.rest.addEventListener("click", () => this.extend(Infinity));
      this.pager = element("div", { className: "pager" }, this.status, this.more, this.rest);
      (this.table.closest(".scroll") ?? this.table).after(this.pager);
    }

    extend(limit) {
      const next = this.matching[this.limit];
      this.limit = limit;
      this.show();
      if (this.more.hidden && next) {
        next.tabIndex = -1;
        next.focus();
      }
    }

    show() {
      this.matching.forEach((row, place) => row.classList.toggle("over", place >= this.limit));
      if (!this.pager) return;
      const shown = Math.min(this.limit, this.matching.length);
      const isPart = shown < this.matching.length;
      this.more.hidden = this.rest.hidden = !isPart;
      this.status.textContent = this.sentence(shown);
      this.pager.hidden = this.all.length <= this.step && !("filter" in this.table.dataset);
    }

    sentence(shown) {
      const total = this.all.length;
      const matching = this.matching.length;
      const counted = matching === total ? `${total} rows` : `${matching} of ${total} rows match${this.words}`;
      return shown < matching ? `${counted}, the first ${shown} are shown.` : `${counted}.`;
    }
  }

  /* The controls above the table of users. */
  const addFilter = (rows, box) => {
    const control = (name) => box.querySelector(`#filter-${name}`);
    const text = control("text");
    const selects = ["account", "password", "mfa"].map(control);
    const findings = control("findings");
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      return texts.get(row);
    };
    const describe = (wanted) => {
      const words = selects
        .filter((select) => select?.value)
        .map((select) => `${select.labels[0].firstChild.data.trim()}: ${select.selectedOptions[0].text}`);
      if (wanted) words.unshift(`Find: ${text.value.trim()}`);
      if (findings.checked) words.push("only with findings");
      return words.length ? ` (${words.join(", ")})` : "";
    };
    const filter = () => {
      const wanted = text.value.trim().toLowerCase();
      const values = selects.map((select) => select?.value ?? "");
      rows.limit = rows.step;
      rows.match((row) => {
        const parts = row.dataset.k.split(" ");
        return values.every((value, place) => value === "" || value === parts[place])
          && (!findings.checked || parts[3] !== "0")
          && (wanted === "" || textOf(row).includes(wanted));
      }, describe(wanted));
    };
    box.addEventListener("input", filter);
    box.hidden = false;
    filter();
  };

  for (const table of document.querySelectorAll("table[data-sort], table[data-step]")) {
    const rows = new Rows(table);
    if ("filter" in table.dataset) addFilter(rows, document.querySelector(".filter"));
  }
})();
