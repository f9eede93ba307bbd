/* How each part, job and tier is. */

import {clock, date, span, whole} from "/format.js";

const WORDS = {UP: "up", STARTING: "starting", DOWN: "down"};

export class Pipeline {
    constructor(root) {
        this.verdict = root.querySelector("#pipeline-verdict");
        this.parts = root.querySelector("#parts");
        this.jobs = root.querySelector("#jobs");
        this.tiers = root.querySelector("#tiers");
        this.clearing = root.querySelector("#clearing");
    }

    lose() {
        say(this.verdict, "Not known");
        this.verdict.dataset.state = "unknown";
    }

    update(status, now) {
        const ill = status.parts.filter(part => part.state !== "UP").length
            + status.jobs.filter(job => job.state !== "RUNNING").length;
        say(this.verdict, status.healthy ? "All up" : ill === 1 ? "1 needs attention" : `${ill} need attention`);
        this.verdict.dataset.state = status.healthy ? "UP" : "DOWN";
        fill(this.parts, status.parts, part => ({
            state: part.state,
            name: part.part,
            value: `${WORDS[part.state]} ${span(Math.max(0, now - Date.parse(part.since)))}`,
            note: part.reason,
        }));
        fill(this.jobs, status.jobs, job => ({
            state: job.state === "RUNNING" ? "UP" : "DOWN",
            name: job.name,
            value: lag(job),
            note: jobNote(job, now),
        }));
        fill(this.tiers, status.tiers, tier => ({
            state: tier.newest_event_time || tier.rows > 0 ? "UP" : "STARTING",
            name: tier.name,
            ...tierState(tier, now),
        }));
        const clearing = clearingRows(status.clearing);
        fill(this.clearing, clearing, value => value);
        this.clearing.parentElement.hidden = clearing.length === 0;
        this.jobs.parentElement.hidden = status.jobs.length === 0;
        this.tiers.parentElement.hidden = status.tiers.length === 0;
    }
}

function lag(job) {
    if (job.state !== "RUNNING") return job.state.toLowerCase();
    if (job.lag_messages === undefined) return "running";
    return job.lag_messages === 0 ? "caught up" : `${whole(job.lag_messages)} behind`;
}

function jobNote(job, now) {
    const checkpoint = job.last_checkpoint
        ? `checkpoint ${span(Math.max(0, now - Date.parse(job.last_checkpoint)))} ago` : "";
    return [job.reason, checkpoint].filter(Boolean).join(" · ");
}

/** A tier tells up to when it is filled, or how many rows it has, or both, or nothing yet. */
function tierState(tier, now) {
    const rows = tier.rows > 0 ? `${whole(tier.rows)} rows` : "";
    const newest = tier.newest_event_time;
    if (!newest) return {value: rows || "empty", note: ""};
    const isToday = date(newest) === new Date(now).toISOString().slice(0, 10);
    return {value: `to ${clock(newest)}`, note: [rows, isToday ? "" : date(newest)].filter(Boolean).join(" · ")};
}

/** What clearing costs now, and from when on it costs something else; what waits, and what came too late. */
function clearingRows(clearing) {
    if (!clearing) return [];
    const rows = [];
    if (clearing.terms) {
        rows.push(termsRow("terms", clearing.terms));
        if (clearing.terms.next) rows.push(termsRow("next terms", clearing.terms.next));
    }
    if (clearing.waiting?.requests > 0) {
        rows.push({
            state: "STARTING",
            name: "waiting",
            value: whole(clearing.waiting.requests),
            note: clearing.waiting.order_id ? `oldest ${clearing.waiting.order_id} of ${clearing.waiting.account}` : "",
        });
    }
    if (clearing.expired > 0) {
        rows.push({state: "UP", name: "expired", value: whole(clearing.expired), note: "orders over 24 h behind, ignored"});
    }
    return rows;
}

function termsRow(name, terms) {
    return {
        state: name === "terms" ? "UP" : "STARTING",
        name,
        value: [`fee ${percent(terms.fee_rate)}`, ...Object.entries(terms.venue_fees ?? {})
            .map(([venue, fee]) => `${venue} ${percent(fee)}`)].join(" · "),
        note: `slippage ${percent(terms.slippage)} · waits ${terms.quote_wait_ms / 1000} s · ${
            terms.from ? `from ${date(terms.from)} ${clock(terms.from)}` : "from the beginning"}`,
    };
}

function percent(rate) {
    return `${Number((rate * 100).toFixed(6))} %`;
}

function fill(list, values, describe) {
    while (list.children.length > values.length) list.lastElementChild.remove();
    while (list.children.length < values.length) list.append(row());
    values.forEach((value, i) => {
        const item = list.children[i];
        const {state, name, value: text, note} = describe(value);
        item.dataset.state = state;
        say(item.querySelector(".state-name"), name);
        say(item.querySelector(".state-value"), text);
        say(item.querySelector(".state-note"), note ?? "");
    });
}

function row() {
    const item = document.createElement("li");
    item.innerHTML = `<span class="dot" aria-hidden="true"></span>
        <span class="state-name"></span><span class="state-value figure"></span><span class="state-note"></span>`;
    return item;
}

/** Leaves what is right already: a screen reader would read it again. */
export function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
}
