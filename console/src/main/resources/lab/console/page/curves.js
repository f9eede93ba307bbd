/* Six hours over one another, each by its own mean and spread, up to the line; behind it what
   followed the past ones, in per cent. Two scales, so two halves. */

import {percent} from "/format.js";

const NS = "http://www.w3.org/2000/svg";
const HEIGHT = 250;
const EDGE = {top: 24, right: 62, bottom: 24, left: 10};
const MINUTES = 60;
const TICKS = 6;

export class Curves {
    constructor(element) {
        this.element = element;
        new ResizeObserver(() => this.paint()).observe(element);
    }

    show(signal) {
        this.signal = signal;
        this.width = undefined;
        this.paint();
    }

    /** One match alone, or all. */
    light(match) {
        this.element.dataset.lit = match ?? "";
        for (const path of this.element.querySelectorAll("[data-match]")) {
            path.classList.toggle("dim", match !== undefined && path.dataset.match !== String(match));
        }
    }

    paint() {
        const width = this.element.clientWidth;
        if (!this.signal || width === 0 || width === this.width) return;
        this.width = width;
        const svg = draw("svg", {viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true"});
        const middle = EDGE.left + (width - EDGE.left - EDGE.right) / 2;
        const end = width - EDGE.right;
        svg.append(draw("rect", {class: "future", x: middle, y: EDGE.top, width: end - middle, height: HEIGHT - EDGE.top - EDGE.bottom}));
        this.axes(svg, middle, end, width);
        const drawn = this.before(svg, middle);
        this.after(svg, middle, end);
        svg.append(draw("line", {class: "now", x1: middle, x2: middle, y1: EDGE.top - 6, y2: HEIGHT - EDGE.bottom}));
        this.element.replaceChildren(svg);
        this.element.dataset.curves = drawn;
        this.element.setAttribute("aria-label", this.inWords());
    }

    inWords() {
        const outcomes = this.signal.matches.map(match => percent(match.outcome_pct)).join(", ");
        return `The newest hour and ${this.signal.matches.length} past hours like it, drawn over one another; an hour later the past ones stood at ${outcomes}`;
    }

    axes(svg, middle, end, width) {
        const isNarrow = width < 520;
        const base = HEIGHT - EDGE.bottom;
        svg.append(
            label("axis", EDGE.left, EDGE.top - 10, isNarrow ? "the hour" : "the hour, each by its own mean and spread", "start"),
            label("axis", end, EDGE.top - 10, isNarrow ? "after it" : "the hour after, from its last close", "end"),
            label("axis", EDGE.left, base + 16, "−60 m", "start"),
            label("axis axis-now", middle, base + 16, "now", "middle"),
            label("axis", end - 6, base + 16, "+60 m", "end"));
    }

    /** How many are drawn. */
    before(svg, middle) {
        const lines = [
            ...this.signal.matches.map((match, i) => [`curve line-${i}`, match.closes, i]).reverse(),
            ["curve curve-now", this.signal.query.closes, "now"],
        ].filter(([, closes]) => closes?.length === MINUTES).map(([name, closes, i]) => [name, normalised(closes), i]);
        const y = scale(lines.flatMap(([, values]) => values));
        const step = (middle - EDGE.left) / (MINUTES - 1);
        for (const [name, values, i] of lines) svg.append(curve(name, i, values.map((value, at) => [EDGE.left + at * step, y(value)])));
        return lines.filter(([, , i]) => i !== "now").length;
    }

    /** All begin at nothing, on the line. */
    after(svg, middle, end) {
        const lines = this.signal.matches.map((match, i) => [match.after, i]).filter(([after]) => after?.length === MINUTES);
        const mean = this.signal.mean_outcome;
        const marks = mean ? [mean.pct, mean.low_pct, mean.high_pct].filter(value => value !== undefined) : [];
        const all = [0, ...lines.flatMap(([after]) => after), ...marks];
        const y = scale(all);
        const [step, made] = ticks(Math.min(...all), Math.max(...all));
        const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        for (const tick of made) {
            svg.append(
                draw("line", {class: tick === 0 ? "zero" : "rule", x1: middle, x2: end, y1: y(tick), y2: y(tick)}),
                label("axis", end + 16, y(tick) + 4, short(tick, places), "start"));
        }
        const minute = (end - middle) / MINUTES;
        for (const [after, i] of lines.reverse()) {
            const points = [[middle, y(0)], ...after.map((value, at) => [middle + (at + 1) * minute, y(value)])];
            svg.append(curve(`curve line-${i}`, i, points), draw("circle", {class: `dot-end line-${i}`, "data-match": i, cx: end, cy: points.at(-1)[1], r: 3}));
        }
        if (mean) svg.append(...interval(mean, end + 9, y), label("axis", end + 6, HEIGHT - EDGE.bottom + 16, "mean", "start"));
    }
}

/** The mean of what followed, and between which bounds it is likely to lie. */
function interval(mean, x, y) {
    const parts = [draw("circle", {class: "mean", cx: x, cy: y(mean.pct), r: 3.5})];
    if (mean.low_pct !== undefined) parts.unshift(draw("path", {class: "interval", d: `M${x - 3} ${y(mean.high_pct)}h6M${x} ${y(mean.high_pct)}V${y(mean.low_pct)}M${x - 3} ${y(mean.low_pct)}h6`}));
    return parts;
}

/** Less the mean, by the deviation of the population: as the search compares them. */
function normalised(closes) {
    const mean = closes.reduce((sum, close) => sum + close, 0) / closes.length;
    const deviation = Math.sqrt(closes.reduce((sum, close) => sum + (close - mean) ** 2, 0) / closes.length);
    return closes.map(close => deviation > 0 ? (close - mean) / deviation : 0);
}

function scale(values) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const range = high - low || 1;
    const [from, to] = [HEIGHT - EDGE.bottom - 8, EDGE.top + 8];
    return value => from + (value - low) / range * (to - from);
}

/** A few round numbers between two, among them zero if it is between them, and how far apart they are. */
function ticks(low, high) {
    const rough = (high - low || 1) / TICKS;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(it => it * power).find(it => it >= rough);
    const made = [];
    for (let at = Math.ceil(low / step); at <= Math.floor(high / step); at++) made.push(at * step);
    return [step, made];
}

function short(tick, places) {
    const sign = tick > 0 ? "+" : tick < 0 ? "−" : "";
    return `${sign}${Math.abs(tick).toFixed(tick === 0 ? 0 : places)} %`;
}

function curve(name, match, points) {
    return draw("path", {class: name, "data-match": match, d: `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`});
}

function label(name, x, y, text, anchor) {
    const made = draw("text", {class: name, x, y, "text-anchor": anchor});
    made.textContent = text;
    return made;
}

function draw(name, attributes) {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
}
