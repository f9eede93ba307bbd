/* The candles of the chosen pair, with their volume. The library is big, so it comes after the
   first paint. */

import {axisPrice, clock, compact, date, price, whole} from "/format.js";

const MINUTE = 60000;
const TABLE_ROWS = 15;
const MARKS_HEIGHT = 40; // above the candles, for what was said of them

export class Chart {
    constructor(elements) {
        this.element = elements.chart;
        this.empty = elements.empty;
        this.legend = elements.legend;
        this.table = elements.table;
        this.rows = elements.rows;
        this.candles = new Map();
        this.onPaint = () => {};
        this.counts = () => new Map();
        this.starts = [];
        this.places = 2;
        this.minutes = 60;
        this.hovered = undefined;
        this.table.addEventListener("toggle", () => this.tabulate());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
        document.addEventListener("visibilitychange", () => this.paint());
    }

    async load() {
        const echarts = await import("/lib/echarts.js");
        this.plot = echarts.init(this.element, null, {renderer: "canvas"});
        new ResizeObserver(() => {
            this.plot.resize();
            this.onPaint();
        }).observe(this.element);
        this.plot.on("updateAxisPointer", event => {
            const at = event.axesInfo?.[0]?.value;
            this.hovered = at === undefined ? undefined : this.starts[at];
            this.tell();
        });
        this.plot.getZr().on("globalout", () => {
            this.hovered = undefined;
            this.tell();
        });
        this.dress();
    }

    /** Begins anew, for another pair or another connection. */
    reset(pair, minutes) {
        this.pair = pair;
        this.minutes = minutes;
        this.candles.clear();
        this.hovered = undefined;
    }

    setPlaces(places) {
        if (places !== this.places) {
            this.places = places;
            this.paint();
        }
    }

    update(candles) {
        for (const candle of candles) this.candles.set(Date.parse(candle.time), candle);
        const newest = Math.max(...this.candles.keys());
        for (const start of this.candles.keys()) {
            if (start <= newest - this.minutes * MINUTE) this.candles.delete(start);
        }
        this.paint();
    }

    /** Takes the colours of the page's style. */
    dress() {
        if (!this.plot) return;
        const style = getComputedStyle(document.documentElement);
        const colour = name => style.getPropertyValue(name).trim();
        const [up, down, line, muted, text, panel] =
            ["--up", "--down", "--line", "--muted", "--text", "--panel"].map(colour);
        this.colours = {up, down, text, panel};
        const font = {color: muted, fontSize: 11, fontFamily: style.getPropertyValue("--font")};
        const pointer = {
            lineStyle: {color: muted, type: "dashed"},
            label: {backgroundColor: text, color: panel, fontFamily: font.fontFamily},
        };
        const xAxis = gridIndex => ({
            type: "category", gridIndex, data: [], boundaryGap: true,
            axisLine: {lineStyle: {color: line}}, axisTick: {show: false},
            axisLabel: {...font, show: gridIndex === 1, hideOverlap: true, formatter: start => clock(iso(start)).slice(0, 5)},
            axisPointer: {...pointer, label: {...pointer.label, show: gridIndex === 1, formatter: p => `${date(iso(p.value))} ${clock(iso(p.value)).slice(0, 5)}`}},
        });
        this.plot.setOption({
            animation: false,
            grid: [
                {left: 8, right: 8, top: MARKS_HEIGHT, bottom: "27%", containLabel: false},
                {left: 8, right: 8, top: "78%", bottom: 24, containLabel: false},
            ],
            xAxis: [xAxis(0), xAxis(1)],
            yAxis: [
                {scale: true, position: "right", splitNumber: 5, splitLine: {lineStyle: {color: line}}, axisLabel: {...font, formatter: value => axisPrice(value, this.places)}, axisPointer: {...pointer, label: {...pointer.label, formatter: p => axisPrice(p.value, this.places)}}},
                {gridIndex: 1, position: "right", splitNumber: 2, splitLine: {show: false}, axisLabel: {...font, formatter: value => value === 0 ? "" : compact(value)}, axisPointer: {show: false}},
            ],
            axisPointer: {link: [{xAxisIndex: "all"}]},
            tooltip: {trigger: "axis", showContent: false, axisPointer: {type: "cross"}},
            series: [
                {
                    type: "candlestick", name: "price", data: [], barMaxWidth: 14,
                    itemStyle: {color: up, color0: down, borderColor: up, borderColor0: down, borderColorDoji: muted},
                    markLine: {precision: 10, symbol: "none", silent: true, animation: false, lineStyle: {color: muted, type: "dotted"}, label: {position: "end", backgroundColor: text, color: panel, padding: [3, 5], borderRadius: 3, fontSize: 11, fontFamily: font.fontFamily, distance: 4, formatter: p => axisPrice(p.value, this.places)}, data: []},
                },
                {type: "bar", name: "volume", xAxisIndex: 1, yAxisIndex: 1, data: [], barMaxWidth: 14, silent: true},
            ],
        }, {notMerge: true});
        this.paint();
    }

    /** Draws what there is; a minute in which nobody traded stays empty. */
    paint() {
        if (document.hidden) return;
        const known = [...this.candles.keys()].sort((a, b) => a - b);
        this.empty.hidden = known.length > 0;
        this.element.dataset.candles = known.length;
        this.element.dataset.last = known.length ? this.candles.get(known.at(-1)).close : "";
        this.element.dataset.drawn = this.plot ? "true" : "false";
        this.starts = [];
        for (let at = known[0]; at <= known.at(-1); at += MINUTE) this.starts.push(at);
        this.tell();
        this.tabulate();
        if (!this.plot) return;
        const rows = this.starts.map(start => this.candles.get(start));
        const last = known.length ? this.candles.get(known.at(-1)) : undefined;
        const labels = Math.max(...rows.map(row => row ? axisPrice(row.high, this.places).length : 0), 4);
        const right = 18 + labels * 6.6;
        this.plot.setOption({
            grid: [{right}, {right}],
            xAxis: [{data: this.starts}, {data: this.starts}],
            series: [
                {
                    data: rows.map(row => row ? [row.open, row.close, row.low, row.high] : "-"),
                    markLine: {data: last ? [{yAxis: last.close, lineStyle: {color: this.colours[way(last)]}, label: {backgroundColor: this.colours[way(last)]}}] : []},
                },
                {data: rows.map(row => row ? {value: row.volume, itemStyle: {color: this.colours[way(row)], opacity: 0.45}} : "-")},
            ],
        });
        this.onPaint();
    }

    /** Where a minute's candle is, in pixels. */
    spot(start) {
        const candle = this.candles.get(start);
        if (!candle || !this.plot) return undefined;
        const at = (start - this.starts[0]) / MINUTE;
        const pixel = value => this.plot.convertToPixel({seriesIndex: 0}, [at, value]);
        const [x, low] = pixel(candle.low);
        return {x, low, high: pixel(candle.high)[1]};
    }

    /** Says in words what is under the pointer, or the newest candle. */
    tell() {
        const start = this.candles.has(this.hovered) ? this.hovered : Math.max(...this.candles.keys());
        const candle = this.candles.get(start);
        if (!candle) {
            this.legend.replaceChildren();
            return;
        }
        const show = value => axisPrice(value, this.places);
        const parts = [["", clock(candle.time).slice(0, 5)], ["O", show(candle.open)], ["H", show(candle.high)], ["L", show(candle.low)], ["C", show(candle.close)], ["Vol", compact(candle.volume)], ["Trades", whole(candle.trade_count)]];
        for (const [name, count] of this.counts(start)) parts.push([name, `${count} ×`]);
        this.legend.dataset.way = way(candle);
        this.legend.replaceChildren(...parts.map(([name, value]) => {
            const part = document.createElement("span");
            if (name) part.append(element("i", name));
            part.append(value);
            return part;
        }));
        this.describe();
    }

    /** Once a minute, for those who do not see it. */
    describe() {
        const newest = Math.max(...this.candles.keys());
        if (newest === this.described && this.pair === this.describedPair) return;
        this.described = newest;
        this.describedPair = this.pair;
        const all = [...this.candles.values()];
        const high = Math.max(...all.map(candle => candle.high));
        const low = Math.min(...all.map(candle => candle.low));
        this.element.setAttribute("aria-label", `Candle chart of ${this.pair}: ${all.length} minutes to ${clock(iso(newest)).slice(0, 5)} UTC, from ${axisPrice(low, this.places)} to ${axisPrice(high, this.places)}`);
    }

    tabulate() {
        if (!this.table.open) return;
        const newest = [...this.candles.keys()].sort((a, b) => b - a).slice(0, TABLE_ROWS);
        this.rows.replaceChildren(...newest.map(start => {
            const candle = this.candles.get(start);
            const row = document.createElement("tr");
            const cells = [clock(candle.time).slice(0, 5), ...[candle.open, candle.high, candle.low, candle.close].map(value => axisPrice(value, this.places)), price(String(candle.volume), 0), whole(candle.trade_count)];
            row.append(...cells.map((text, i) => {
                const cell = element(i === 0 ? "th" : "td", text);
                if (i === 0) cell.scope = "row";
                return cell;
            }));
            return row;
        }));
    }
}

function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
}

function way(candle) {
    return candle.close >= candle.open ? "up" : "down";
}

function iso(start) {
    return new Date(Number(start)).toISOString();
}
