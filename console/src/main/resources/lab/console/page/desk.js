/* The paper desk: how each account stands, what happened last, and whether one may believe it. */

import {axisPrice, clock, date, percent} from "/format.js";
import {BENCHMARK, Equity} from "/equity.js";
import {say} from "/pipeline.js";

const ROWS_MAX = 40;
const STATES = {ACTIVE: "UP", REDUCING: "WARN", HALTED: "DOWN"};
const $ = id => document.getElementById(id);

export class Desk {
    constructor(chart) {
        this.chart = chart;
        this.equity = new Equity($("equity"), $("equity-empty"));
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
        $("accounts").replaceChildren(...report.accounts.map(it => this.card(it, benchmark)));
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
        this.chart.setMarks(rows.filter(row => row.status === "FILLED" && row.pair && row.fill_price !== undefined));
        const newest = rows.slice(-ROWS_MAX).reverse();
        $("executions-empty").hidden = newest.length > 0;
        $("executions").replaceChildren(...newest.map(execution));
    }

    card(account, benchmark) {
        const item = make("li", "account");
        item.dataset.account = account.account;
        const head = make("p", "account-head");
        const swatch = make("span", "swatch");
        swatch.dataset.line = this.equity.colour(account.account);
        const state = make("span", "account-state", account.state);
        state.dataset.state = STATES[account.state] ?? "unknown";
        head.append(swatch, make("strong", "", account.account), state);
        const money = make("p", "account-money figure");
        money.append(make("span", "account-equity", axisPrice(account.equity, 2)), ...results(account, benchmark));
        item.append(head, money);
        if (account.state_reason) item.append(make("p", "account-note", account.state_reason));
        item.append(make("p", "account-note figure", `Cash ${axisPrice(account.cash_balance, 2)} · realized ${signed(account.realized_pnl)} · unrealized ${signed(account.unrealized_pnl)} · fees ${axisPrice(account.fees, 2)}`));
        for (const [pair, held] of Object.entries(account.positions).sort(([a], [b]) => a < b ? -1 : 1)) {
            const result = make("span", "change", signed(held.unrealized_pnl));
            result.dataset.way = way(held.unrealized_pnl);
            const position = make("p", "account-position figure", `${pair} ${held.quantity} at ${held.entry_price}, worth ${axisPrice(held.value, 2)} `);
            position.append(result);
            item.append(position);
        }
        return item;
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
    if (gain === undefined) return [];
    const change = make("span", "change", percent(gain));
    change.dataset.way = way(gain);
    const held = benchmark && account !== benchmark ? gained(benchmark) : undefined;
    if (held === undefined) return [change];
    const against = make("span", "change", `${percent(gain - held)} against buy & hold`);
    against.dataset.way = way(gain - held);
    return [change, against];
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
    return element;
}

function when(iso) {
    const today = new Date().toISOString().slice(0, 10);
    return date(iso) === today ? clock(iso) : `${date(iso)} ${clock(iso)}`;
}

function signed(number) {
    const sign = number > 0 ? "+" : number < 0 ? "−" : "";
    return sign + axisPrice(Math.abs(number), 2);
}

function way(number) {
    return number > 0 ? "up" : number < 0 ? "down" : "flat";
}

/** Whatever the desk says is text, never markup. */
function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
}
