/* The past hours most like the newest one, laid over it, and what followed each. */

import {Asker} from "/ask.js";
import {Curves} from "/curves.js";
import {clock, date, make, percent, way, when, whole} from "/format.js";
import {say} from "/pipeline.js";

const EVERY = 10000;
const $ = id => document.getElementById(id);

export class Patterns {
    constructor() {
        this.curves = new Curves($("curves"));
        this.asker = new Asker({
            every: EVERY,
            path: pair => `/api/patterns/${pair}`,
            told: (said, pair) => this.tell(said, pair),
            failed: reason => this.away(reason),
        });
    }

    choose(pair) {
        if (pair === this.pair) return;
        this.pair = pair;
        this.shown = undefined;
        $("patterns").dataset.presence = "unknown";
        $("patterns-body").hidden = true;
        note(pair ? `Looking for past hours like the newest one of ${pair} …` : "Waiting for the first pair.");
        this.asker.choose(pair);
    }

    tell(said, pair) {
        if (said.presence !== "THERE") {
            this.away(said.reason);
            return;
        }
        $("patterns").dataset.presence = "THERE";
        const signal = said.answer;
        const why = signal ? signal.unknown : `No full minutes of ${pair} are known yet.`;
        if (why || signal.matches.length === 0) {
            this.shown = undefined;
            $("patterns-body").hidden = true;
            const asOf = signal ? ` As of ${when(signal.as_of)} UTC.` : "";
            note(`No pattern now. ${sentence(why ?? "No match was found.")}${asOf}`);
            return;
        }
        note("");
        $("patterns-body").hidden = false;
        this.show(signal);
    }

    /** What is shown stays, faded, with its time: it was true when it was said. */
    away(reason) {
        $("patterns").dataset.presence = "AWAY";
        const known = this.shown ? ` Shown is what it said as of ${when(this.shown.as_of)} UTC.` : "";
        note(`Pattern service: not there${reason ? ` (${reason})` : ""}.${known}`);
    }

    show(signal) {
        if (JSON.stringify({...signal, queried_at: 0}) === this.painted && this.shown) return;
        this.painted = JSON.stringify({...signal, queried_at: 0});
        this.shown = signal;
        this.curves.show(signal);
        say($("patterns-as-of"), `as of ${when(signal.as_of)} UTC`);
        $("matches").replaceChildren(current(signal.query), ...signal.matches.map((match, i) => this.row(match, i)));
        $("patterns-words").replaceChildren(...words(signal).map(([name, text]) => {
            const item = make("li");
            item.append(make("strong", "", name), ` ${text}`);
            return item;
        }));
    }

    row(match, i) {
        const row = make("tr");
        const name = make("button", "match");
        name.type = "button";
        name.append(...spans(match));
        name.setAttribute("aria-label", `Match ${i + 1}, ${span(match)}: show its curve alone`);
        const head = make("th", "match-head");
        head.scope = "row";
        head.append(swatch(i), name);
        const outcome = make("td", "change", percent(match.outcome_pct));
        outcome.dataset.way = way(match.outcome_pct);
        row.append(head, make("td", "", match.similarity.toFixed(3)), make("td", "", match.correlation.toFixed(3)), outcome);
        row.addEventListener("mouseenter", () => this.curves.light(i));
        row.addEventListener("mouseleave", () => this.curves.light(undefined));
        name.addEventListener("focus", () => this.curves.light(i));
        name.addEventListener("blur", () => this.curves.light(undefined));
        return row;
    }
}

function note(text) {
    say($("patterns-note"), text);
    $("patterns-note").hidden = !text;
}

function current(query) {
    const row = make("tr", "match-now");
    const head = make("th", "match-head");
    head.scope = "row";
    head.append(swatch("now"), ...spans(query), " ", make("span", "whole", "this hour"));
    row.append(head, make("td", "", "–"), make("td", "", "–"), make("td", "muted", "not known yet"));
    return row;
}

function swatch(i) {
    const made = make("span", "swatch");
    made.dataset.line = i;
    return made;
}

/** Day and time, each of which stays on one line. */
function spans(window) {
    const [day, time] = span(window).split(" ");
    return [make("span", "whole", day), " ", make("span", "whole", time)];
}

function span(window) {
    return `${date(window.window_start)} ${clock(window.window_start).slice(0, 5)}–${clock(window.window_end).slice(0, 5)}`;
}

/** What the numbers are worth, in words. */
function words(signal) {
    return [
        ["By chance:", chance(signal.percentile)],
        [signal.matches.length === 1 ? "This match:" : `These ${signal.matches.length}:`, outcome(signal.mean_outcome)],
        ["Any hour:", baseRate(signal.base_rate)],
        ["Searched:", `${whole(signal.windows_searched)} windows, ${signal.search === "exact" ? "each of them (exact)" : "of which an index proposed the nearest; all that is shown of them is exact"}.`],
    ];
}

function chance(percentile) {
    if (percentile === undefined) return "not known how good the best match is; fewer than 100 other hours can be compared with it.";
    return `the best match is as good as or better than ${(percentile * 100).toFixed(0)} % of the best matches that other hours had. Where the past says nothing, each number here is as likely as any other.`;
}

function outcome(mean) {
    if (!mean) return "what came of them is not known.";
    const average = `${percent(mean.pct)} an hour later on average`;
    if (mean.low_pct === undefined) return `${average}; one match has no interval.`;
    const holdsZero = mean.low_pct <= 0 && mean.high_pct >= 0;
    const verdict = holdsZero ? "zero is within it: they point nowhere" : "zero is outside it: hold it against any hour, below";
    return `${average}, interval ${percent(mean.low_pct)} to ${percent(mean.high_pct)} (${mean.method}); ${verdict}.`;
}

function baseRate(rate) {
    if (rate.mean_outcome_pct === undefined) return "not known what followed.";
    return `${percent(rate.mean_outcome_pct)} an hour later on average, ${(rate.share_positive * 100).toFixed(0)} % of ${whole(rate.windows)} rose.`;
}

function sentence(text) {
    const whole = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
