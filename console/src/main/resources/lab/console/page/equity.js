/* Each account's equity over event time, as lines; buy and hold is the dashed one to beat. */

import {axisPrice, clock, compact, date} from "/format.js";

const MINUTE = 60000;
const POINTS_MAX = 1440;
const COLOURS = 6;

export const BENCHMARK = "buy-and-hold";

export class Equity {
    constructor(element, empty) {
        this.element = element;
        this.empty = empty;
        this.lines = new Map();
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
        document.addEventListener("visibilitychange", () => this.paint());
    }

    async load() {
        this.echarts = await import("/lib/echarts.js");
        this.paint();
    }

    /** All that the console has kept. */
    reset(lines) {
        this.lines = new Map(lines.map(line => [line.account, new Map(line.points.map(point => [Date.parse(point.time), point.equity]))]));
        this.paint();
    }

    /** How the accounts are now, by the time of the market. */
    add(accounts, asOf) {
        const minute = Math.floor(Date.parse(asOf) / MINUTE) * MINUTE;
        for (const {account, equity, starting_balance: funds} of accounts) {
            if (!(funds > 0)) continue;
            if (!this.lines.has(account)) this.lines.set(account, new Map());
            const line = this.lines.get(account);
            line.set(minute, equity);
            while (line.size > POINTS_MAX) line.delete(Math.min(...line.keys()));
        }
        this.paint();
    }

    /** The colour of an account's line, by its place among the names; the benchmark has none. */
    colour(account) {
        if (account === BENCHMARK) return "benchmark";
        return [...this.lines.keys()].filter(name => name !== BENCHMARK).sort().indexOf(account) % COLOURS;
    }

    /** There is nothing to draw on while the panel is hidden. */
    paint() {
        const names = [...this.lines.keys()].sort();
        const points = Math.max(0, ...[...this.lines.values()].map(line => line.size));
        this.places = places([...this.lines.values()].flatMap(line => [...line.values()]));
        this.empty.hidden = points > 0;
        this.element.dataset.points = points;
        this.element.dataset.lines = names.join(" ");
        this.element.setAttribute("aria-label", `Equity of ${names.length} accounts${names.length ? ": " + names.join(", ") : ""}`);
        if (!this.echarts || this.element.clientWidth === 0 || document.hidden) return;
        if (!this.plot) {
            this.plot = this.echarts.init(this.element, null, {renderer: "canvas"});
            new ResizeObserver(() => this.plot.resize()).observe(this.element);
            this.dress();
            return;
        }
        this.plot.setOption({series: names.map(name => this.series(name))}, {replaceMerge: ["series"]});
    }

    /** One account's line before the others, or none. */
    light(name) {
        if (name === this.lit) return;
        this.lit = name;
        this.plot?.dispatchAction({type: "downplay"});
        if (name) this.plot?.dispatchAction({type: "highlight", seriesName: name});
    }

    series(name) {
        const colour = this.tone(`--line-${this.colour(name)}`);
        const points = [...this.lines.get(name)].sort((a, b) => a[0] - b[0]);
        return {
            id: name, name, type: "line", data: points, color: colour, animation: false,
            showSymbol: points.length < 3, symbolSize: 5, emphasis: {focus: "series", lineStyle: {width: 3}},
            lineStyle: {width: 1.8, type: name === BENCHMARK ? "dashed" : "solid"},
        };
    }

    tone(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    /** Takes the colours of the page's style. */
    dress() {
        if (!this.plot) return;
        const [line, muted, text, panel] = ["--line", "--muted", "--text", "--panel"].map(name => this.tone(name));
        const font = {color: muted, fontSize: 11, fontFamily: this.tone("--font")};
        const time = at => new Date(at).toISOString();
        this.plot.setOption({
            animation: false,
            useUTC: true,
            grid: {left: 8, right: 70, top: 10, bottom: 24, containLabel: false},
            xAxis: {type: "time", axisLine: {lineStyle: {color: line}}, axisTick: {show: false}, splitLine: {show: false}, axisLabel: {...font, hideOverlap: true, formatter: at => clock(time(at)).slice(0, 5)}},
            yAxis: {type: "value", scale: true, position: "right", splitNumber: 4, splitLine: {lineStyle: {color: line}}, axisLabel: {...font, formatter: value => Math.abs(value) < 1e6 ? axisPrice(value, this.places ?? 0) : compact(value)}},
            tooltip: {
                trigger: "axis", renderMode: "richText", backgroundColor: panel, borderColor: line, textStyle: {...font, color: text}, confine: true,
                formatter: rows => [`${date(time(rows[0].value[0]))} ${clock(time(rows[0].value[0])).slice(0, 5)} UTC`, ...rows.map(row => `${row.seriesName}  ${axisPrice(row.value[1], 2)}`)].join("\n"),
            },
            series: [],
        }, {notMerge: true});
        this.paint();
    }
}

/** As many as tell the lines of the grid apart. */
function places(values) {
    const range = Math.max(...values) - Math.min(...values);
    return range > 0 ? Math.min(2, Math.max(0, Math.ceil(-Math.log10(range / 5)))) : 2;
}
