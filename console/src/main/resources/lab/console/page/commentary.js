/* What the analyst says of the chosen pair: who says it, on what evidence, and whether it may be
   believed. */

import {Asker} from "/ask.js";
import {make, when} from "/format.js";
import {say} from "/pipeline.js";

const EVERY = 10000;
const VIEWS = {Bullish: "up", Bearish: "down", Neutral: "flat"};
const UNITS = {PERCENT: " %", MINUTES: " min", RATIO: " ×"};
const $ = id => document.getElementById(id);

export class Commentary {
    constructor() {
        this.asker = new Asker({
            every: EVERY,
            path: pair => `/api/commentary/${pair}`,
            told: (said, pair) => this.tell(said, pair),
            failed: reason => this.away(reason),
        });
    }

    choose(pair) {
        if (pair === this.pair) return;
        this.pair = pair;
        this.shown = undefined;
        $("commentary").dataset.presence = "unknown";
        this.hide();
        note(pair ? `Asking what is said of ${pair} …` : "Waiting for the first pair.");
        this.asker.choose(pair);
    }

    hide() {
        $("commentary-body").hidden = true;
        $("commentary-source").hidden = true;
    }

    tell(said, pair) {
        if (said.presence !== "THERE") {
            this.away(said.reason);
            return;
        }
        $("commentary").dataset.presence = "THERE";
        const comment = said.answer;
        if (!comment || comment.verdict === "NONE") {
            this.shown = undefined;
            this.hide();
            note(`Nothing was said of ${pair} yet. Each full five minutes of the market has its comment.`);
            return;
        }
        note("");
        this.show(comment);
    }

    /** What is shown stays, faded, with its time: it was said then. */
    away(reason) {
        $("commentary").dataset.presence = "AWAY";
        const known = this.shown ? " Shown is the last that it said." : "";
        note(`Analyst: not there${reason ? ` (${reason})` : ""}.${known}`);
    }

    show(comment) {
        const text = JSON.stringify(comment);
        if (text === this.shown) return;
        this.shown = text;
        const isReview = comment.verdict !== "ACCEPTED";
        $("commentary").dataset.verdict = comment.verdict;
        $("commentary-body").hidden = false;
        $("commentary-source").hidden = false;
        $("commentary-source").dataset.kind = comment.source === "rules" ? "rules" : "model";
        say($("commentary-source"), source(comment));
        $("view").dataset.way = isReview ? "review" : VIEWS[comment.sentiment] ?? "review";
        say($("view"), isReview ? "For review: no view" : comment.sentiment);
        say($("confidence"), comment.confidence === undefined ? "" : `confidence ${comment.confidence} of 1`);
        $("reasons-group").hidden = !isReview;
        $("reasons").replaceChildren(...comment.reasons.map(reason => make("li", "", reason)));
        say($("narrative-name"), isReview ? "What was said, and is not to be relied on" : "");
        $("narrative-name").hidden = !isReview;
        say($("narrative"), comment.narrative);
        $("evidence").replaceChildren(...comment.evidence.map(id => row(id, comment.facts.find(fact => fact.id === id))));
        $("evidence-group").hidden = comment.evidence.length === 0;
        $("commentary-foot").replaceChildren(...foot(comment).map(line => make("p", "", line)));
    }
}

function note(text) {
    say($("commentary-note"), text);
    $("commentary-note").hidden = !text;
}

function source(comment) {
    if (comment.source === "rules") return "Fixed rules, no model";
    return `Model ${comment.model ?? "not named"}, by ${comment.source}`;
}

function row(id, fact) {
    const made = make("tr");
    const name = make("th", "fact-id", id);
    name.scope = "row";
    made.append(name, make("td", "left", fact ? fact.meaning : "no such fact was given"), make("td", "fact-value", fact ? fact.value + (UNITS[fact.unit] ?? "") : "–"));
    if (!fact) made.dataset.state = "warn";
    return made;
}

function foot(comment) {
    const lines = [`About the market at ${comment.time ? when(comment.time) : "–"} UTC${comment.candles_up_to ? `, by candles up to ${when(comment.candles_up_to)}` : ""}.`];
    if (comment.source !== "rules") lines.push("Each number and each piece of evidence was checked against the facts; words were not.");
    if (comment.masked) lines.push("It was told neither the pair nor the time; prices were an index.");
    if (comment.note) lines.push(`No model: ${comment.note}`);
    return lines;
}
