/* What was bought, sold, said and found, as marks over the candles: to be hovered, or walked along
   with the arrow keys. */

import {Asker} from "/ask.js";
import {make, when} from "/format.js";

const EVERY = 10000;
const MINUTE = 60000;
const ROWS_MAX = 2000;
const SIZE = 20;
const APART = 11; // pixels; what is nearer is one mark
const TOLD_MAX = 5;
const TEXT_MAX = 280;
const KEPT = "tidemark.layers";
const LAYERS = {
    buy: {name: "bought", lane: spot => spot.low + 1},
    sell: {name: "sold", lane: spot => spot.high - 21},
    analyst: {name: "commentary", lane: () => 0},
    lancer: {name: "pattern", lane: () => 18},
};

export class Marks {
    /** `chosen` gets what lies under a mark that was clicked. */
    constructor(chart, {field, tip, toggles, chosen}) {
        Object.assign(this, {chart, field, tip, toggles});
        this.rows = [];
        this.buttons = new Map();
        this.asker = new Asker({
            every: EVERY,
            path: about => this.address(about),
            told: rows => this.tell(rows),
            failed: () => {}, // marks that are known stay
        });
        this.remember();
        toggles.addEventListener("change", () => {
            keep([...toggles.querySelectorAll("input")].filter(it => !it.checked).map(it => it.value));
            this.place();
        });
        field.addEventListener("keydown", event => this.walk(event));
        field.addEventListener("click", event => event.target.group && chosen(event.target.group.rows));
        field.addEventListener("focusin", event => this.open(event.target));
        field.addEventListener("focusout", () => this.close());
        field.addEventListener("pointerover", event => this.open(event.target));
        field.addEventListener("pointerout", () => this.close());
        chart.onPaint = () => this.place();
    }

    choose(pair, minutes) {
        if (pair !== this.pair) {
            this.pair = pair;
            this.rows = [];
        }
        this.asker.choose(pair && {pair, minutes});
    }

    /** Of the minutes that are drawn, by the time of the market. */
    address({pair, minutes}) {
        const asked = new URLSearchParams({pair, limit: ROWS_MAX});
        const newest = this.chart.starts.at(-1);
        if (newest !== undefined) asked.set("from", new Date(newest - minutes * MINUTE).toISOString());
        return `/api/annotations?${asked}`;
    }

    tell(rows) {
        this.rows = rows.filter(row => LAYERS[row.layer]).map(row => ({...row, start: Math.floor(Date.parse(row.time) / MINUTE) * MINUTE}));
        this.chart.paint();
    }

    get hidden() {
        return new Set([...this.toggles.querySelectorAll("input")].filter(it => !it.checked).map(it => it.value));
    }

    /** How many of each layer a minute has. */
    count(start) {
        const counts = new Map();
        for (const row of this.rows) {
            if (row.start === start) counts.set(LAYERS[row.layer].name, (counts.get(LAYERS[row.layer].name) ?? 0) + 1);
        }
        return counts;
    }

    /** Puts every mark where its candle is now. */
    place() {
        const groups = this.groups();
        this.chart.element.dataset.marks = groups.reduce((sum, group) => sum + group.rows.length, 0);
        const gone = new Set(this.buttons.keys());
        for (const group of groups) {
            const key = `${group.layer} ${group.rows[0].id}`;
            gone.delete(key);
            const button = this.buttons.get(key) ?? this.add(key, group);
            if (button.group?.rows.length !== group.rows.length) button.setAttribute("aria-label", inWords(group));
            button.group = group;
            button.style.transform = `translate(${(group.x - SIZE / 2).toFixed(1)}px, ${group.y.toFixed(1)}px)`;
        }
        for (const key of gone) {
            this.buttons.get(key).remove();
            this.buttons.delete(key);
        }
        this.rove();
    }

    /** Marks by layer and place; what lies too near to tell apart is together. */
    groups() {
        const hidden = this.hidden;
        const groups = [];
        const last = new Map();
        const spots = new Map();
        for (const row of this.rows) {
            if (row.pair !== this.pair || hidden.has(row.layer)) continue;
            if (!spots.has(row.start)) spots.set(row.start, this.chart.spot(row.start));
            const spot = spots.get(row.start);
            if (!spot) continue;
            const near = last.get(row.layer);
            if (near && Math.abs(spot.x - near.x) < APART) {
                near.rows.push(row);
                continue;
            }
            const group = {layer: row.layer, x: spot.x, y: LAYERS[row.layer].lane(spot), rows: [row]};
            last.set(row.layer, group);
            groups.push(group);
        }
        return groups;
    }

    add(key, group) {
        const button = make("button", "mark");
        button.type = "button";
        button.tabIndex = -1;
        button.dataset.layer = group.layer;
        this.buttons.set(key, button);
        this.field.append(button);
        return button;
    }

    get inOrder() {
        return [...this.buttons.values()].sort((a, b) => a.group.x - b.group.x || a.group.y - b.group.y);
    }

    /** One of them can be tabbed to: the newest, or where one is. */
    rove() {
        const all = this.inOrder;
        const current = all.find(it => it === document.activeElement) ?? all.at(-1);
        for (const button of all) button.tabIndex = button === current ? 0 : -1;
    }

    walk(event) {
        const all = this.inOrder;
        const at = all.indexOf(event.target);
        const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1}[event.key];
        if (event.key === "Escape") this.close();
        if (to === undefined || at < 0 || !all[to]) return;
        event.preventDefault();
        all[to].focus();
        this.rove();
    }

    open(mark) {
        if (!mark.group) return;
        const {rows, x, y} = mark.group;
        const told = rows.slice(-TOLD_MAX).reverse().map(row => {
            const line = make("p");
            line.append(make("strong", "", `${when(row.time)} ${LAYERS[row.layer].name}`), ` ${shortened(row.text)}`);
            return line;
        });
        if (rows.length > TOLD_MAX) told.push(make("p", "muted", `and ${rows.length - TOLD_MAX} more`));
        this.tip.replaceChildren(...told);
        this.tip.hidden = false;
        const room = this.field.clientWidth - this.tip.offsetWidth - 4;
        const isLow = y > this.field.clientHeight / 2;
        this.tip.style.transform = `translate(${Math.max(4, Math.min(room, x - this.tip.offsetWidth / 2))}px, ${isLow ? y - this.tip.offsetHeight - 4 : y + SIZE + 4}px)`;
    }

    close() {
        this.tip.hidden = true;
    }

    remember() {
        let off = [];
        try {
            off = JSON.parse(localStorage.getItem(KEPT)) ?? [];
        } catch {
            // a browser that keeps nothing, or kept something else, shows all
        }
        for (const box of this.toggles.querySelectorAll("input")) box.checked = !off.includes?.(box.value);
    }
}

function keep(off) {
    try {
        localStorage.setItem(KEPT, JSON.stringify(off));
    } catch {
        // then it lasts as long as the page
    }
}

function inWords(group) {
    const newest = group.rows.at(-1);
    const more = group.rows.length > 1 ? `, and ${group.rows.length - 1} more` : "";
    return `${LAYERS[group.layer].name} at ${when(newest.time)}: ${shortened(newest.text)}${more}`;
}

function shortened(text) {
    return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)} …`;
}
