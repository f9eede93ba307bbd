/* The dashboards of grafana/dashboards, drawn here: from /metrics of the lab, which this page takes
   every few seconds and remembers while it is open. */

import {compact, make} from "/format.js";
import {parseMetrics, Samples} from "/promql.js";

const TAKE_EVERY = 5000;
const KEEP_SECONDS = 900;
const POINTS_MAX = KEEP_SECONDS * 1000 / TAKE_EVERY;
const COLOURS = 6;
const $ = id => document.getElementById(id);

const samples = new Samples(KEEP_SECONDS);
const state = {boards: [], name: undefined, pair: "BTC-USD", panels: []};

/** What Grafana fills in. */
function filled(expression) {
    return expression
        .replaceAll("$__rate_interval", "1m")
        .replaceAll("$__range", "15m")
        .replaceAll("$environment", "live")
        .replaceAll("$account", ".+")
        .replaceAll("$pair", state.pair);
}

function legend(format, labels) {
    if (!format || format === "__auto") return Object.values(labels).join(" ");
    return format.replace(/{{\s*(\w+)\s*}}/g, (_, name) => labels[name] ?? "");
}

export function shown(value, unit) {
    if (value === undefined || Number.isNaN(value)) return "–";
    switch (unit) {
        case "percentunit": return `${(value * 100).toFixed(1)} %`;
        case "bytes": return bytes(value);
        case "s": return seconds(value);
        case "ms": return seconds(value / 1000);
        case "currencyUSD": return `$${compact(value)}`;
        case "ops": case "rowsps": case "reqps": return `${compact(value)}/s`;
        default: return Math.abs(value) < 1e5 ? String(Number(value.toPrecision(6))) : compact(value);
    }
}

function bytes(value) {
    const at = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
    return `${(value / 1024 ** at).toFixed(at ? 1 : 0)} ${["B", "KiB", "MiB", "GiB", "TiB"][at]}`;
}

function seconds(value) {
    if (Math.abs(value) < 1) return `${(value * 1000).toPrecision(3)} ms`;
    if (Math.abs(value) < 120) return `${value.toFixed(1)} s`;
    return Math.abs(value) < 7200 ? `${(value / 60).toFixed(1)} m` : `${(value / 3600).toFixed(1)} h`;
}

/** One panel: its title, its value or its lines, and what is asked for it. */
class Panel {
    constructor(json) {
        this.json = json;
        this.unit = json.fieldConfig?.defaults?.unit;
        this.isSeries = json.type === "timeseries" || json.type === "state-timeline";
        this.lines = new Map();
        this.element = make("section", "board-panel");
        this.element.dataset.type = json.type;
        const {x, y, w, h} = json.gridPos;
        this.element.style.gridColumn = `${x + 1} / span ${w}`;
        this.element.style.gridRow = `${y + 1} / span ${h}`;
        const title = make("h2", "", json.title);
        title.append(make("span", "unit", this.unit === "short" ? "" : this.unit));
        this.body = this.isSeries ? make("div", "board-plot") : make("p", "board-value", "–");
        this.legend = make("ul", "board-legend");
        const asked = make("details");
        asked.append(make("summary", "", "query"), ...json.targets.map(target => make("code", "", target.expr)));
        this.element.append(title, this.body, this.legend, asked);
        if (json.type === "gauge") {
            this.meter = make("meter");
            this.meter.min = json.fieldConfig.defaults.min ?? 0;
            this.meter.max = json.fieldConfig.defaults.max ?? 1;
            this.body.after(this.meter);
        }
    }

    /** Takes what the queries come to now. */
    update(time) {
        const values = [];
        for (const target of this.json.targets) {
            try {
                for (const {labels, value} of samples.evaluate(filled(target.expr))) {
                    values.push({name: legend(target.legendFormat, labels) || this.json.title, value});
                }
            } catch (problem) {
                this.element.dataset.problem = problem.message;
            }
        }
        for (const {name, value} of values) {
            if (!this.lines.has(name)) this.lines.set(name, []);
            const line = this.lines.get(name);
            if (line.at(-1)?.[0] === time) continue;
            line.push([time, value]);
            if (line.length > POINTS_MAX) line.shift();
        }
        this.element.dataset.values = values.length;
        if (this.isSeries) this.draw(values);
        else this.say(values);
    }

    say(values) {
        const [first] = values;
        const mapped = this.mapped(first?.value);
        this.body.textContent = mapped ?? (first ? this.isNamed(first) ? first.name : shown(first.value, this.unit) : "no data");
        this.body.dataset.state = first ? this.threshold(first.value) : "";
        if (this.meter && first) this.meter.value = first.value;
        this.tell(values.length > 1 ? values : []);
    }

    /** A stat that is asked to show a name shows that of what is there. */
    isNamed(value) {
        return this.json.options?.textMode === "name" && value.name;
    }

    mapped(value) {
        const mappings = this.json.fieldConfig?.defaults?.mappings ?? [];
        return mappings.map(it => it.options?.[String(value)]?.text).find(it => it !== undefined);
    }

    threshold(value) {
        const steps = this.json.fieldConfig?.defaults?.thresholds?.steps ?? [];
        return steps.filter(step => step.value === null || value >= step.value).at(-1)?.color ?? "";
    }

    tell(values) {
        this.legend.replaceChildren(...values.map(({name, value}) => make("li", "", `${name} ${this.mapped(value) ?? shown(value, this.unit)}`)));
    }

    draw(values) {
        this.tell(values);
        if (!state.echarts || this.body.clientWidth === 0 || document.hidden) return;
        if (!this.plot) {
            this.plot = state.echarts.init(this.body, null, {renderer: "canvas"});
            new ResizeObserver(() => this.plot.resize()).observe(this.body);
        }
        const [line, muted] = ["--line", "--muted"].map(tone);
        const font = {color: muted, fontSize: 10};
        const isState = this.json.type === "state-timeline";
        this.plot.setOption({
            animation: false, useUTC: true,
            grid: {left: 4, right: 8, top: 8, bottom: 4, containLabel: true},
            xAxis: {type: "time", axisLine: {lineStyle: {color: line}}, axisTick: {show: false}, axisLabel: {...font, hideOverlap: true}},
            yAxis: {type: "value", scale: !isState, splitNumber: 3, splitLine: {lineStyle: {color: line}}, axisLabel: {...font, formatter: value => shown(value, this.unit)}},
            series: [...this.lines].map(([name, points], i) => ({
                id: name, name, type: "line", step: isState ? "end" : false, data: points.map(([at, value]) => [at * 1000, value]),
                color: tone(`--line-${i % COLOURS}`), showSymbol: points.length < 3, symbolSize: 4, lineStyle: {width: 1.5},
            })),
        }, {replaceMerge: ["series"]});
        this.element.dataset.drawn = "true";
    }
}

function tone(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function json(path) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`the lab answered ${answer.status}`);
    return answer.json();
}

async function take() {
    try {
        const answer = await fetch("/metrics");
        if (!answer.ok) throw new Error(`the lab answered ${answer.status}`);
        const time = Date.now() / 1000;
        samples.add(time, parseMetrics(await answer.text()));
        pairs();
        for (const panel of state.panels) panel.update(time);
        $("source").dataset.state = "UP";
        $("source").textContent = "From /metrics of this lab, since the page was opened; rates want a minute of it";
    } catch (problem) {
        $("source").dataset.state = "DOWN";
        $("source").textContent = `Nothing new: ${problem.message}`;
    }
}

function pairs() {
    const names = samples.evaluate("lab_console_last_price").map(it => it.labels.pair).sort();
    if (names.length && !names.includes(state.pair)) state.pair = names[0];
    if (names.join() === [...$("pair").options].map(it => it.value).join()) return;
    $("pair").replaceChildren(...names.map(name => {
        const option = make("option", "", name);
        option.value = name;
        option.selected = name === state.pair;
        return option;
    }));
}

async function open() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    state.name = state.boards.some(it => it.name === wanted) ? wanted : state.boards[0].name;
    for (const link of $("boards").children) {
        if (link.hash === `#${state.name}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
    }
    const board = await json(`/api/dashboards/${state.name}`);
    document.title = board.title;
    $("pair-choice").hidden = !board.templating.list.some(it => it.name === "pair");
    state.panels = board.panels.filter(it => it.targets).map(it => new Panel(it));
    $("board").replaceChildren(...state.panels.map(it => it.element));
    $("board").dataset.board = state.name;
    redraw();
}

function redraw() {
    const newest = samples.taken.at(-1)?.time;
    if (newest) for (const panel of state.panels) panel.update(newest);
}

async function begin() {
    state.boards = await json("/api/dashboards");
    $("boards").append(...state.boards.map(({name, title}) => {
        const link = make("a", "", title.replace(/^Tidemark: /, ""));
        link.href = `#${name}`;
        return link;
    }));
    addEventListener("hashchange", open);
    $("pair").addEventListener("change", () => {
        state.pair = $("pair").value;
        for (const panel of state.panels) panel.lines.clear();
        redraw();
    });
    await open();
    await take();
    state.echarts = await import("/lib/echarts.js");
    redraw();
    setInterval(take, TAKE_EVERY);
}

begin();
