"use strict";
// Values under a pointer, a tap or the arrow keys; tables that can be sorted. The page is complete without it.
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);

  const plotOf = (plot, texts) => {
    const svg = plot.querySelector("svg");
    const points = (plot.dataset.points || "").split(";").filter(Boolean).map(p => p.split(",").map(Number));
    if (points.length === 0) return;
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("r", "7");
    ring.setAttribute("class", "ring");
    let at = -1;
    const hide = () => { ring.remove(); tip.hidden = true; at = -1; };
    const show = i => {
      at = i;
      const [x, y] = points[i];
      ring.setAttribute("cx", x);
      ring.setAttribute("cy", y);
      svg.append(ring);
      tip.textContent = texts[i];
      tip.hidden = false;
      const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      const width = document.documentElement.clientWidth;
      const left = Math.max(8, Math.min(box.left + x * scale - tip.offsetWidth / 2, width - tip.offsetWidth - 8));
      const above = box.top + y * scale - tip.offsetHeight - 14;
      tip.style.left = `${left + scrollX}px`;
      tip.style.top = `${(above < 4 ? box.top + y * scale + 14 : above) + scrollY}px`;
    };
    const point = event => {
      const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      const x = (event.clientX - box.left) / scale, y = (event.clientY - box.top) / scale;
      let best = -1, least = 60 * 60;
      points.forEach(([px, py], i) => {
        const d = (px - x) ** 2 + (py - y) ** 2;
        if (d < least) { least = d; best = i; }
      });
      if (best < 0) hide(); else if (best !== at) show(best);
    };
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", "Values of the picture: left and right arrow keys");
    plot.addEventListener("pointermove", point);
    plot.addEventListener("pointerdown", point);
    plot.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") hide(); });
    plot.addEventListener("blur", hide);
    plot.addEventListener("keydown", event => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: points.length - 1 }[event.key];
      if (event.key === "Escape") hide();
      if (to === undefined) return;
      event.preventDefault();
      show(Math.min(Math.max(to, 0), points.length - 1));
    });
  };
  for (const figure of document.querySelectorAll("figure[data-texts]"))
    for (const plot of figure.querySelectorAll(".plot")) plotOf(plot, figure.dataset.texts.split("\n"));

  const valueOf = (row, i) => {
    const text = (row.cells[i] || row.cells[row.cells.length - 1]).textContent.trim();
    const number = parseFloat(text.replace(/,/g, "").replace("−", "-"));
    return { text, number };
  };
  const compare = (a, b) => {
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
    if (Number.isNaN(a.number) !== Number.isNaN(b.number)) return Number.isNaN(a.number) ? 1 : -1;
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  };
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    if (body.rows.length < 2) continue;
    heads.forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(other => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...body.rows].map((row, n) => [valueOf(row, i), n, row]);
        rows.sort((a, b) => (up ? 1 : -1) * compare(a[0], b[0]) || a[1] - b[1]);
        body.append(...rows.map(row => row[2]));
      });
    });
  }
})();
