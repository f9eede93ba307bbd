/* The list of pairs, each with its price, its change and the shape of its last hour. */

import {percent, price, splitZeros} from "/format.js";

const WIDTH = 72;
const HEIGHT = 24;

export class Markets {
    constructor(list, empty, count) {
        this.list = list;
        this.empty = empty;
        this.count = count;
        this.rows = new Map();
        this.prices = new Map();
    }

    get pairs() {
        return [...this.prices.keys()].sort();
    }

    update(rows) {
        for (const row of rows) {
            const before = this.prices.get(row.pair);
            this.prices.set(row.pair, row);
            this.paint(this.rows.get(row.pair) ?? this.add(row.pair), row, before);
        }
        this.empty.hidden = this.prices.size > 0;
        this.count.textContent = this.prices.size > 0 ? this.prices.size : "";
    }

    /** Marks the pairs that do not come any more; `left` says why. */
    follow(left) {
        this.left = left;
        for (const [pair, row] of this.rows) mark(row, left(pair));
    }

    choose(pair) {
        for (const [name, row] of this.rows) {
            if (name === pair) row.link.setAttribute("aria-current", "true");
            else row.link.removeAttribute("aria-current");
        }
    }

    trends(byPair) {
        for (const [pair, closes] of Object.entries(byPair)) {
            const row = this.rows.get(pair);
            if (row && closes.length > 1) draw(row, closes);
        }
    }

    add(pair) {
        const item = document.createElement("li");
        item.innerHTML = `
            <a class="market" draggable="false">
                <span class="market-pair"></span>
                <svg class="trend" viewBox="0 0 ${WIDTH} ${HEIGHT}" height="${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path/></svg>
                <span class="market-price figure" data-field="price"></span>
                <span class="market-change change figure" data-field="change"></span>
            </a>`;
        const link = item.firstElementChild;
        link.href = `#${pair}`;
        link.dataset.pair = pair;
        const [base, quote] = pair.split("-");
        link.querySelector(".market-pair").append(base, mute(`-${quote}`));
        const row = {
            link,
            item,
            price: link.querySelector(".market-price"),
            change: link.querySelector(".market-change"),
            trend: link.querySelector(".trend"),
        };
        row.price.addEventListener("animationend", () => row.price.classList.remove("rose", "fell"));
        this.rows.set(pair, row);
        mark(row, this.left?.(pair));
        const next = [...this.rows.keys()].sort().find(name => name > pair);
        this.list.insertBefore(item, next ? this.rows.get(next).item : null);
        return row;
    }

    paint(row, now, before) {
        const text = price(now.price, now.places);
        if (!before || before.price !== now.price || before.places !== now.places) {
            const [zeros, rest] = splitZeros(text);
            row.price.replaceChildren(mute(zeros), rest);
            if (before) flash(row.price, Number(now.price) - Number(before.price));
        }
        paintChange(row.change, now.change_percent);
    }
}

/** Shows a change with its direction, in sign and colour. */
export function paintChange(element, change, suffix = "") {
    element.textContent = change === undefined ? "" : percent(change) + suffix;
    element.dataset.way = change > 0 ? "up" : change < 0 ? "down" : "flat";
}

export function flash(element, difference) {
    if (difference === 0) return;
    element.classList.remove("rose", "fell");
    void element.offsetWidth; // starts the animation again
    element.classList.add(difference > 0 ? "rose" : "fell");
}

function mark(row, why) {
    if (why) {
        row.link.dataset.left = "true";
        row.link.title = why;
    } else {
        delete row.link.dataset.left;
        row.link.removeAttribute("title");
    }
}

function mute(text) {
    const span = document.createElement("span");
    span.className = "faint";
    span.textContent = text;
    return span;
}

function draw(row, closes) {
    const low = Math.min(...closes);
    const range = Math.max(...closes) - low || 1;
    const step = WIDTH / (closes.length - 1);
    const points = closes.map((close, i) =>
        `${(i * step).toFixed(1)} ${(HEIGHT - 2 - (close - low) / range * (HEIGHT - 4)).toFixed(1)}`);
    row.trend.firstElementChild.setAttribute("d", `M${points.join("L")}`);
    row.trend.dataset.way = closes.at(-1) >= closes[0] ? "up" : "down";
}
