// A plot in SVG: frame, axes, marks. Drawn at the pixels it has, so that text keeps its size on narrow screens.

import { html, svg } from "./element.js";
import { text, ticks } from "./scale.js";

const MARGIN = { left: 58, right: 14, top: 10, bottom: 40 };

/**
 * A plot in a host element. `draw({x, y, marks})` sets what it shows: each axis is {range, label, unit, hidden},
 * each mark a function of the scales (see marks.js).
 */
export class Plot {
  constructor(host, { name, height = 240, onPick = null, onHover = null }) {
    this.host = host;
    this.name = name;
    this.height = height;
    this.view = null;
    this.cursorAt = null;
    this.clip = `clip-${name.replace(/\W+/g, "-")}`;
    this.canvas = svg("svg", { class: "plot", role: "img", "aria-label": name, height });
    this.box = html("div", { class: "plot-box", style: `height:${height}px` }, this.canvas);
    host.append(this.box);
    if (onPick) {
      this.canvas.classList.add("pickable");
      this.canvas.addEventListener("click", (event) => this.locate(event, onPick));
    }
    if (onHover) {
      this.canvas.addEventListener("pointermove", (event) => this.locate(event, onHover));
      this.canvas.addEventListener("pointerleave", () => onHover(null));
    }
    new ResizeObserver(() => this.render()).observe(this.box);
  }

  draw(view, summary) {
    this.view = view;
    this.canvas.setAttribute("aria-label", summary ? `${this.name}: ${summary}` : this.name);
    this.render();
  }

  /** Show or hide the whole plot. */
  show(shown) {
    this.box.hidden = !shown;
  }

  /** A vertical line at x (null: none), shared by plots with one time axis. */
  cursor(x) {
    this.cursorAt = x;
    if (!this.cursorLine) return;
    const shown = x !== null && this.view !== null;
    this.cursorLine.setAttribute("visibility", shown ? "visible" : "hidden");
    if (!shown) return;
    for (const end of ["x1", "x2"]) this.cursorLine.setAttribute(end, this.scales.x(x));
  }

  locate(event, tell) {
    if (!this.view) return;
    const area = this.canvas.getBoundingClientRect();
    const { x, y, frame } = this.scales;
    const px = event.clientX - area.left;
    const py = event.clientY - area.top;
    const inside = px >= frame.left && px <= frame.right && py >= frame.top && py <= frame.bottom;
    tell(inside ? { x: x.invert(px), y: y.invert(py) } : null);
  }

  render() {
    const width = this.box.clientWidth;
    if (!this.view || width < 80) return;
    const { x, y, marks } = this.view;
    const bottom = x.hidden ? 12 : MARGIN.bottom;
    const frame = {
      left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: this.height - bottom,
    };
    const scales = {
      frame, x: linear(x.range, frame.left, frame.right), y: linear(y.range, frame.bottom, frame.top),
    };
    this.scales = scales;
    this.canvas.setAttribute("width", width);
    const clip = svg("clipPath", { id: this.clip }, svg("rect", box(frame)));
    const drawn = svg("g", { "clip-path": `url(#${this.clip})` }, marks.map((mark) => mark(scales)));
    const labels = svg("g", {}, marks.map((mark) => mark.above?.(scales)));
    this.cursorLine = svg("line", { class: "cursor", y1: frame.top, y2: frame.bottom, visibility: "hidden" });
    this.canvas.replaceChildren(
      svg("defs", {}, clip),
      svg("rect", { class: "frame", ...box(frame) }),
      horizontalAxis(x, scales),
      verticalAxis(y, scales),
      drawn, labels, this.cursorLine,
    );
    this.cursor(this.cursorAt);
  }
}

function linear([low, high], from, to) {
  const slope = (to - from) / (high - low || 1);
  const scale = (value) => from + (value - low) * slope;
  scale.invert = (pixel) => low + (pixel - from) / slope;
  return scale;
}

function box(frame) {
  return { x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top };
}

function title({ label, unit }) {
  return unit && unit !== "1" ? `${label} (${unit})` : label;
}

function horizontalAxis(axis, { frame, x }) {
  const group = svg("g", { class: "axis" });
  for (const tick of axis.ticks || ticks(axis.range, (frame.right - frame.left) / 80)) {
    const at = x(tick);
    group.append(svg("line", { class: "grid", x1: at, x2: at, y1: frame.top, y2: frame.bottom }));
    if (axis.hidden) continue;
    const name = axis.names ? axis.names(tick) : text(tick);
    group.append(svg("text", { x: at, y: frame.bottom + 16, "text-anchor": "middle" }, name));
  }
  if (!axis.hidden && axis.label) {
    const middle = (frame.left + frame.right) / 2;
    group.append(svg("text", { class: "title", x: middle, y: frame.bottom + 34, "text-anchor": "middle" }, title(axis)));
  }
  return group;
}

function verticalAxis(axis, { frame, y }) {
  const group = svg("g", { class: "axis" });
  for (const tick of axis.ticks || ticks(axis.range, (frame.bottom - frame.top) / 42)) {
    const at = y(tick);
    group.append(svg("line", { class: "grid", x1: frame.left, x2: frame.right, y1: at, y2: at }));
    group.append(svg("text", { x: frame.left - 7, y: at + 4, "text-anchor": "end" }, text(tick)));
  }
  const turn = `translate(14 ${(frame.top + frame.bottom) / 2}) rotate(-90)`;
  group.append(svg("text", { class: "title", transform: turn, "text-anchor": "middle" }, title(axis)));
  return group;
}
