/* The paper desk: how each account stands, what happened last, and whether one may believe it. */

import {axisPrice, clock, make, percent, way, when} from "/format.js";
import {BENCHMARK, Equity} from "/equity.js";
import {say} from "/pipeline.js";

const ROWS_MAX = 40;
const STATES = {ACTIVE: "UP", REDUCING: "WARN", HALTED: "DOWN"};
const AMOUNT = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 8, useGrouping: false});
const $ = id => document.getElementById(id);

export class Desk {
    /** `ask` opens why something happened. */
    constructor(ask) {
        $("executions").addEventListener("click", event => {
            const asked = event.target.closest(".ask-why");
            if (asked) ask(asked.about.account, asked.about.id);
        });
        this.equity = new Equity($("equity"), $("equity-empty"));
        $("accounts").addEventListener("pointerover", event => this.equity.light(event.target.closest("[data-account]")?.dataset.account));
        $("accounts").addEventListener("pointerleave", () => this.equity.light(undefined));
    }

    load() {
        return this.equity.load();
    }

    /** The page has lost the lab: nothing that changes by itself is known any more. */
    lose() {
        this.killSwitch(undefined);
    }

    update(report) {
        $("desk").dataset.presence = report.presence;
        say($("desk-note"), note(report));
        $("desk-note").hidden = report.presence === "THERE" && report.not_up.length === 0;
        $("desk-body").hidden = report.accounts.length === 0;
        this.killSwitch(report.kill_switch);
        this.audit(report);
        if (report.presence === "THERE" && report.as_of) this.equity.add(report.accounts, report.as_of);
        else this.equity.paint();
        const benchmark = report.accounts.find(it => it.account === BENCHMARK);
        const rows = report.accounts.map(it => this.account(it, benchmark));
        $("accounts").tHead.after(...rows);
        for (const old of [...$("accounts").tBodies].slice(rows.length)) old.remove();
    }

    /** Which pairs do not come any more: what is held of them is held. */
    follow(left) {
        this.left = left;
    }

    killSwitch(position) {
        const element = $("kill-switch");
        element.dataset.state = !position ? "unknown" : position.engaged ? "DOWN" : "UP";
        if (!position) say(element, "Kill switch: not known");
        else if (!position.engaged) say(element, "Kill switch: off, trading enabled");
        else {
            const since = position.since ? ` since ${when(position.since)} UTC` : "";
            say(element, `Kill switch: ENGAGED${since}${position.reason ? `, ${position.reason}` : ""}`);
        }
    }

    audit(report) {
        const [element, verdict] = [$("audit"), report.audit];
        if (!verdict) {
            element.dataset.state = "unknown";
            say(element, report.presence === "THERE" ? "Books: being audited …" : "Books: not known");
            return;
        }
        const checked = `checked at ${when(verdict.checked)} UTC`;
        if (verdict.reconciled === undefined) {
            element.dataset.state = "unknown";
            say(element, `Books: not known, ${verdict.reason}; ${checked}`);
        } else if (verdict.reconciled) {
            element.dataset.state = "UP";
            say(element, `Books reconcile, ${checked}`);
        } else {
            const first = verdict.differences[0];
            const where = first ? ` (first: ${first.rule}, ${first.table})` : "";
            const count = verdict.differences_total;
            element.dataset.state = "DOWN";
            say(element, `Books do NOT reconcile: ${count} ${count === 1 ? "difference" : "differences"}${where}, ${checked}`);
        }
    }

    executions(rows) {
        const newest = rows.slice(-ROWS_MAX).reverse();
        $("executions-empty").hidden = newest.length > 0;
        $("executions").replaceChildren(...newest.map(execution));
    }

    /** Two rows: its numbers, and what one has to know of them. */
    account(account, benchmark) {
        const body = make("tbody");
        body.dataset.account = account.account;
        const numbers = make("tr", "account-numbers");
        const head = make("th", "account-head");
        head.scope = "rowgroup";
        const swatch = make("span", "swatch");
        swatch.dataset.line = this.equity.colour(account.account);
        head.append(swatch, make("strong", "", account.account));
        const state = make("span", "account-state", account.state);
        state.dataset.state = STATES[account.state] ?? "unknown";
        numbers.append(
            head,
            cell("State", state),
            cell("Equity", make("strong", "", axisPrice(account.equity, 2))),
            ...results(account, benchmark),
            cell("Cash", axisPrice(account.cash_balance, 2)),
            cell("Realized", signed(account.realized_pnl)),
            cell("Unrealized", signed(account.unrealized_pnl)),
            cell("Fees", axisPrice(account.fees, 2)));
        body.append(numbers);
        const words = this.words(account);
        if (words.length > 0) {
            const row = make("tr", "account-words");
            const told = make("td", "left");
            told.colSpan = numbers.cells.length;
            told.append(...words);
            row.append(told);
            body.append(row);
        }
        return body;
    }

    words(account) {
        const words = [];
        if (account.luck) words.push(make("p", "account-luck", account.luck));
        if (account.commentators?.includes("rules")) words.push(make("p", "account-note", "Its commentary is by fixed rules: no model answers."));
        if (account.state_reason) words.push(make("p", "account-note", account.state_reason));
        for (const [pair, held] of Object.entries(account.positions).sort(([a], [b]) => a < b ? -1 : 1)) {
            const result = make("span", "change", signed(held.unrealized_pnl));
            result.dataset.way = way(held.unrealized_pnl);
            const position = make("p", "account-position", `${pair} ${AMOUNT.format(held.quantity)} at ${AMOUNT.format(held.entry_price)}, worth ${axisPrice(held.value, 2)} `);
            position.append(result);
            const why = this.left?.(pair);
            if (why) position.append(`; ${pair} is ${why.startsWith("ended") ? "over" : why}, so it is kept and not traded`);
            words.push(position);
        }
        return words;
    }
}

function note(report) {
    switch (report.presence) {
        case "THERE": return report.not_up.map(part => `${part.part}: ${part.reason || part.state.toLowerCase()}`).join(" · ");
        case "ASKING": return "Asking the paper desk …";
        default: {
            const known = report.seen ? ` Shown is what it said at ${clock(report.seen)} UTC.` : "";
            return `Paper desk: not there${report.reason ? ` (${report.reason})` : ""}.${known}`;
        }
    }
}

/** What came of the funds, and how far that is from buying and holding. */
function results(account, benchmark) {
    const gain = gained(account);
    const held = benchmark && account !== benchmark ? gained(benchmark) : undefined;
    return [
        cell("Result", change(gain)),
        cell("Against buy & hold", change(gain === undefined || held === undefined ? undefined : gain - held)),
    ];
}

function change(number) {
    const made = make("span", "change", number === undefined ? "–" : percent(number));
    made.dataset.way = way(number);
    return made;
}

/** A number with its name, for where there is no room for the table's head. */
function cell(name, value) {
    const made = make("td");
    made.dataset.label = name;
    made.append(value);
    return made;
}

function gained(account) {
    return account.starting_balance > 0 ? (account.equity / account.starting_balance - 1) * 100 : undefined;
}

function execution(row) {
    const element = document.createElement("tr");
    element.dataset.status = row.status;
    const words = {FILLED: row.side === "BUY" ? "bought" : "sold", FUNDED: "funded", REJECTED: `${(row.side ?? "").toLowerCase()} rejected`, BLOCKED: `${(row.side ?? "").toLowerCase()} refused`};
    const show = value => value === undefined ? "–" : String(value);
    const cells = [
        [when(row.timestamp)], [row.account, "left"], [row.pair ?? "–", "left"], [(words[row.status] ?? row.status).trim(), "left what"],
        [show(row.quantity)], [show(row.fill_price)], [show(row.fee)], [row.reason ?? "", "left why"],
    ];
    element.append(...cells.map(([text, name], i) => {
        const cell = make(i === 0 ? "th" : "td", name ?? "", text);
        if (i === 0) cell.scope = "row";
        return cell;
    }));
    const id = row.decision ?? row.order_id;
    if (id) {
        const button = make("button", "ask-why", "why?");
        button.type = "button";
        button.about = {account: row.account, id};
        button.setAttribute("aria-label", `Why: ${row.account} ${id}`);
        element.querySelector(".what").append(" ", button);
    }
    return element;
}

function signed(number) {
    const sign = number > 0 ? "+" : number < 0 ? "−" : "";
    return sign + axisPrice(Math.abs(number), 2);
}
