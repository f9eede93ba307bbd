/* Why a trade was made, refused or left alone: all that is kept of it, in one dialog. */

import {Curves} from "/curves.js";
import {make, when} from "/format.js";
import {say} from "/pipeline.js";

const PATIENCE = 30000;
const OUTCOMES = {
    FILLED: "Filled", REJECTED: "Rejected by the clearing house", FUNDED: "Funded", WAITING: "Sent, not answered yet", NOT_SENT: "Decided, not sent",
    REFUSED: "Refused by the risk rules", HELD: "Decided to hold", NOT_POSSIBLE: "Wanted, and not possible", FAILED: "The strategy failed",
};
const $ = id => document.getElementById(id);

export class Why {
    constructor() {
        this.dialog = $("why");
        this.curves = new Curves($("why-curves"));
        $("why-close").addEventListener("click", () => this.dialog.close());
        // Also when the row that was clicked is gone, and the focus with it
        document.addEventListener("keydown", event => event.key === "Escape" && this.dialog.open && this.dialog.close());
        this.dialog.addEventListener("close", () => this.asking?.abort());
    }

    /** Of one order or decision. */
    open(account, id) {
        this.begin(`${account} · ${id}`, []);
        this.ask(account, id);
    }

    /** Of what lies together under one mark: the newest at once, the others behind a button. */
    openMarks(rows) {
        const told = rows.map(row => {
            const [account, id] = row.layer === "buy" || row.layer === "sell" ? split(row.reference) : [];
            const line = make(id ? "button" : "p", "why-mark", `${when(row.time)} ${row.text}`);
            if (id) {
                line.type = "button";
                line.addEventListener("click", () => this.open(account, id));
            }
            return {line, account, id};
        }).reverse();
        const asked = told.find(it => it.id);
        this.begin(asked ? `${asked.account} · ${asked.id}` : "What was said", told.length > 1 || !asked ? told.map(it => it.line) : []);
        if (asked) this.ask(asked.account, asked.id);
        else say($("why-note"), "");
    }

    begin(title, marks) {
        this.asking?.abort();
        say($("why-title"), title);
        say($("why-note"), "Asking …");
        $("why-marks").replaceChildren(...marks);
        $("why-parts").replaceChildren();
        $("why-curves").hidden = true;
        if (!this.dialog.open) this.dialog.showModal();
    }

    async ask(account, id) {
        const asking = new AbortController();
        this.asking = asking;
        const tooLate = setTimeout(() => asking.abort(new Error("no answer came in time")), PATIENCE);
        try {
            const response = await fetch(`/api/why/${encodeURIComponent(account)}/${encodeURIComponent(id)}`, {signal: asking.signal});
            const said = await response.json();
            if (asking !== this.asking) return;
            if (response.ok) this.show(said);
            else say($("why-note"), said.detail ?? `it answered ${response.status}`);
        } catch (error) {
            if (asking === this.asking && error.name !== "AbortError") say($("why-note"), `No answer: ${error.message}`);
        } finally {
            clearTimeout(tooLate);
        }
    }

    show(said) {
        const decision = said.decision ?? {};
        say($("why-note"), OUTCOMES[said.outcome] ?? said.outcome);
        $("why").dataset.outcome = said.outcome;
        const known = decision.known ?? {};
        const parts = [
            part("Decision", decision.time && {
                time: decision.time, strategy: decision.strategy, wanted: decision.wanted, why: decision.why, quantity: decision.quantity,
                "price seen": decision.price, rule: decision.rule, reason: decision.reason,
            }),
            part("Risk", decision.risk),
            part("Known: quote", known.quote),
            part("Known: patterns", known.patterns),
            part("Known: commentary", known.sentiment),
            part("Known: candles", known.candles),
            part("Held before", known.holding),
            part("Rule of the clearing house", said.clearing_rule),
            part("Execution", said.execution),
            part("Quote that filled it", said.quote),
            ...(said.transfers ?? []).map((transfer, i) => part(`Transfer ${i + 1}`, {amount: `${transfer.amount} ${transfer.asset}`, from: transfer.debit, to: transfer.credit, id: transfer.transfer_id})),
            part("Commentary", words(said.commentary)),
            said.not_kept?.length ? list("Not kept, or not to be had now", said.not_kept) : undefined,
        ];
        $("why-parts").replaceChildren(...parts.filter(it => it));
        const signal = said.patterns?.found_again;
        $("why-curves").hidden = !signal?.matches?.length;
        if (signal?.matches?.length) this.curves.show(signal);
    }
}

function words(commentary) {
    if (!commentary) return undefined;
    const comment = commentary.as_told ?? commentary.found_again ?? {};
    return {
        narrative: comment.narrative, sentiment: comment.sentiment, verdict: commentary.verdict, "answered by": commentary.answered_by,
        prompt: commentary.prompt && `${commentary.prompt.system}\n\n${commentary.prompt.user}`, "raw answer": commentary.raw_answer,
    };
}

function part(name, fields) {
    const rows = flat(fields ?? {});
    if (rows.length === 0) return undefined;
    const made = make("section", "why-part");
    const told = make("dl");
    for (const [field, value] of rows) told.append(make("dt", "", field.replaceAll("_", " ")), make("dd", "", String(value)));
    made.append(make("h3", "", name), told);
    return made;
}

function flat(fields, prefix = "") {
    return Object.entries(fields).filter(([, value]) => value !== undefined && value !== null).flatMap(([name, value]) =>
        typeof value === "object" && !Array.isArray(value) ? flat(value, `${prefix}${name} `) : [[prefix + name, value]]);
}

function list(name, lines) {
    const made = make("section", "why-part why-missing");
    const told = make("ul");
    told.append(...lines.map(line => make("li", "", line)));
    made.append(make("h3", "", name), told);
    return made;
}

function split(reference) {
    const at = (reference ?? "").indexOf("/");
    return at > 0 ? [reference.slice(0, at), reference.slice(at + 1)] : [];
}
