/* Backtests that were made: a line for each account, the newest run first. */

import {Asker} from "/ask.js";
import {make, percent, way, when, whole} from "/format.js";
import {say} from "/pipeline.js";

const EVERY = 15000;
const ACCOUNTS_MAX = 8;
const $ = id => document.getElementById(id);

export class Runs {
    constructor() {
        this.asker = new Asker({
            every: EVERY,
            path: () => "/api/runs",
            told: runs => this.tell(runs),
            failed: () => {},
        });
        this.asker.choose("runs");
    }

    tell(runs) {
        const painted = JSON.stringify(runs);
        if (painted === this.painted) return;
        this.painted = painted;
        $("runs").hidden = runs.length === 0;
        say($("runs-count"), runs.length ? whole(runs.length) : "");
        $("run-rows").replaceChildren(...runs.flatMap(rows));
    }
}

function rows(run) {
    return run.accounts.slice(0, ACCOUNTS_MAX).map((account, index) => {
        const row = make("tr");
        const isFirst = index === 0;
        const id = make("td", "left");
        if (isFirst) {
            const link = make("a", "", run.id);
            link.href = `/api/runs/${run.id}`;
            id.append(link);
        }
        row.append(
            make("td", "figure", isFirst ? when(run.made) : ""),
            id,
            make("td", "left", isFirst ? run.data.pairs.join(", ") : ""),
            make("td", "left", isFirst ? `${run.data.from.slice(0, 16)} to ${run.data.to.slice(0, 16)}` : ""),
            make("td", "left", account.account),
            part(account.total_return),
            part(run.market.total_return),
            part(account.drawdown ? -account.drawdown.depth : 0),
            make("td", "figure", account.sharpe === undefined ? "unknown" : Number(account.sharpe).toFixed(2)),
            make("td", "figure", whole(account.trades.count)),
        );
        return row;
    });
}

function part(number) {
    const cell = make("td", "figure change", percent(Number(number) * 100));
    cell.dataset.way = way(Number(number));
    return cell;
}
