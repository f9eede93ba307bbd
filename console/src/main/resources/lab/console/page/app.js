/* The page: what the address says is shown, what the lab says is painted. */

import {Chart} from "/chart.js";
import {Commentary} from "/commentary.js";
import {Desk} from "/desk.js";
import {clock, compact, date, over, price, span, whole} from "/format.js";
import {flash, Markets, paintChange} from "/markets.js";
import {Marks} from "/marks.js";
import {Patterns} from "/patterns.js";
import {Runs} from "/runs.js";
import {Pipeline, say} from "/pipeline.js";
import {Stream} from "/stream.js";
import {Why} from "/why.js";

const MINUTES = [30, 60, 240, 1440];
const MINUTES_FIRST = 60;
const LATE = 30000;

const $ = id => document.getElementById(id);
const markets = new Markets($("markets"), $("markets-empty"), $("markets-count"));
const pipeline = new Pipeline(document.querySelector(".pipeline"));
const chart = new Chart({chart: $("chart"), empty: $("chart-empty"), legend: $("legend"), table: $("as-table"), rows: $("candle-rows")});
const why = new Why();
const marks = new Marks(chart, {field: $("marks"), tip: $("mark-tip"), toggles: $("layers"), chosen: rows => why.openMarks(rows)});
const desk = new Desk((account, id) => why.open(account, id));
const patterns = new Patterns();
const commentary = new Commentary();
const runs = new Runs();
const askers = [marks.asker, patterns.asker, commentary.asker, runs.asker];

const shown = {pair: undefined, minutes: MINUTES_FIRST, price: undefined, loaded: false};
const lab = {ahead: 0, newest: undefined, feed: undefined, lostAt: undefined, starting: false, told: false};

const stream = new Stream({
    connected() {
        lab.lostAt = undefined;
        chart.reset(shown.pair, shown.minutes);
        connection("live", "Connected");
        askers.forEach(asker => asker.resume());
        showFeed();
        showEmpty();
    },
    lost() {
        lab.lostAt ??= new Date();
        say($("lag"), "–");
        pipeline.lose();
        desk.lose();
        askers.forEach(asker => asker.pause());
        connection("lost", "Reconnecting");
        showFeed();
        showEmpty();
    },
    status(event) {
        lab.ahead = Date.parse(event.now) - Date.now();
        if (event.newest_event_time) newest(event.newest_event_time);
        pipeline.update(event.pipeline, Date.parse(event.now));
        say($("dead-letters"), whole(event.pipeline.dead_letters));
        $("dead-letters").dataset.state = event.pipeline.dead_letters > 0 ? "warn" : "";
        lab.feed = event.pipeline.feed;
        const left = leftPairs(lab.feed);
        markets.follow(left);
        desk.follow(left);
        lab.starting = event.pipeline.parts.some(part => part.state === "STARTING");
        lab.told = true;
        showFeed();
        showEmpty();
        showLag();
    },
    prices(rows) {
        markets.update(rows);
        for (const row of rows) {
            newest(row.time);
            if (row.pair === shown.pair) showDetail(row);
        }
        if (!shown.pair) choose();
        showLag();
    },
    candles(event) {
        if (event.pair !== shown.pair) return;
        shown.loaded = true;
        if (event.candles.length) chart.update(event.candles);
        else showEmpty();
    },
    trends(byPair) {
        markets.trends(byPair);
    },
    equity(lines) {
        desk.equity.reset(lines);
    },
    executions(rows) {
        desk.executions(rows);
    },
    desk(report) {
        desk.update(report);
    },
});

/** Says of a pair why it does not come any more; nothing of one that is to come. */
function leftPairs(feed) {
    const pairs = feed.pairs ?? [];
    const chosen = pairs.some(it => it.since); // else the feed has what it has
    const states = new Map(pairs.map(it => [it.pair, it]));
    return pair => {
        const known = states.get(pair);
        if (known?.state === "ended") return `ended: ${known.reason}`;
        return chosen && !known ? "not followed any more" : undefined;
    };
}

/** What the address says: `#BTC-USD`, or `#BTC-USD/240` for four hours. */
function address() {
    const [pair, minutes] = decodeURIComponent(location.hash.slice(1)).split("/");
    return {
        pair: /^[A-Z0-9]{1,16}-[A-Z0-9]{1,16}(@[a-z0-9]{1,16})?$/.test(pair) ? pair : undefined,
        minutes: MINUTES.includes(Number(minutes)) ? Number(minutes) : MINUTES_FIRST,
    };
}

function choose() {
    const wanted = address();
    const pair = wanted.pair ?? (markets.prices.has("BTC-USD") ? "BTC-USD" : markets.pairs[0]);
    if (stream.query && pair === shown.pair && wanted.minutes === shown.minutes) return;
    const isOther = pair !== shown.pair;
    shown.pair = pair;
    shown.minutes = wanted.minutes;
    for (const radio of document.getElementsByName("minutes")) radio.checked = Number(radio.value) === shown.minutes;
    markets.choose(pair);
    if (isOther) {
        shown.price = undefined;
        shown.loaded = false;
        document.title = pair ? `${pair} · Tidemark` : "Tidemark";
        say($("detail-title"), pair ?? "No pair yet");
        clearDetail();
        showEmpty();
        const row = markets.prices.get(pair);
        if (row) showDetail(row);
    }
    chart.reset(pair, shown.minutes);
    chart.paint();
    marks.choose(pair, shown.minutes);
    patterns.choose(pair);
    commentary.choose(pair);
    stream.open(pair, shown.minutes);
}

function clearDetail() {
    for (const id of ["price", "bid", "ask", "spread", "volume"]) say($(`detail-${id}`), "–");
    say($("detail-change"), "");
}

/** Where the chart will be: why there is none yet. */
function showEmpty() {
    say($("chart-empty"), whyEmpty());
}

function whyEmpty() {
    if (lab.lostAt) return "Not connected; trying again.";
    if (!lab.told) return "Connecting to the lab …";
    if (lab.starting) return "The lab is starting; candles follow.";
    if (!shown.pair) return "The first candle forms with the first trade.";
    return shown.loaded ? `No trades of ${shown.pair} yet.` : `Loading trades of ${shown.pair} …`;
}

function showDetail(row) {
    const show = text => text === undefined ? "–" : price(text, row.places);
    chart.setPlaces(row.places);
    say($("detail-price"), show(row.price));
    if (shown.price !== undefined) flash($("detail-price"), Number(row.price) - Number(shown.price));
    shown.price = row.price;
    document.title = `${show(row.price)} ${row.pair} · Tidemark`;
    paintChange($("detail-change"), row.change_percent, ` in ${over(row.change_minutes)}`);
    say($("detail-bid"), show(row.best_bid));
    say($("detail-ask"), show(row.best_ask));
    say($("detail-spread"), spread(row));
    say($("detail-volume"), row.volume_24h === undefined ? "–" : `${compact(row.volume_24h)} ${row.pair.split("-")[0]}`);
    markets.choose(shown.pair);
}

/** In hundredths of a percent of the middle. */
function spread(row) {
    if (row.best_bid === undefined || row.best_ask === undefined) return "–";
    const [bid, ask] = [Number(row.best_bid), Number(row.best_ask)];
    const points = (ask - bid) / ((ask + bid) / 2) * 10000;
    return `${points.toFixed(points < 1 ? 3 : 1)} bp`;
}

function newest(iso) {
    const time = Date.parse(iso);
    if (lab.newest !== undefined && time <= lab.newest) return;
    lab.newest = time;
    say($("event-time"), clock(iso));
    const isToday = date(iso) === new Date(Date.now() + lab.ahead).toISOString().slice(0, 10);
    say($("event-date"), isToday ? "UTC" : `UTC, ${date(iso)}`);
}

/** A recording's times are its own: how long ago they were says nothing about the pipeline. */
function showLag() {
    if (lab.newest === undefined || lab.lostAt) return;
    const behind = Date.now() + lab.ahead - lab.newest;
    const means = lab.feed?.kind === "LIVE" || Math.abs(behind) < 3600000;
    say($("lag"), means ? span(Math.max(0, behind)) : "as recorded");
    $("lag").dataset.state = means && behind > LATE ? "warn" : "";
}

function showFeed() {
    const feed = lab.feed;
    const [state, badge, text] = lab.lostAt ? lost() : told(feed);
    document.body.dataset.feed = state;
    say($("feed-badge"), badge);
    say($("feed-text"), text);
    const mark = feed?.kind === "REPLAYED" ? `Replay ${feed.name}` : "Simulated";
    for (const id of ["detail-mark", "desk-mark", "patterns-mark"]) { // also while the lab does not answer
        say($(id), mark);
        $(id).hidden = !(feed?.simulated || feed?.kind === "REPLAYED");
    }
}

function lost() {
    return ["lost", "Not connected", `The lab does not answer. Shown is what was known at ${clock(lab.lostAt.toISOString())} UTC; trying again.`];
}

function told(feed) {
    const note = feed?.note ? ` ${feed.note}` : "";
    switch (feed?.kind) {
        case "LIVE": return ["live", "Live", `Trades and prices from ${feed.name} as they happen.${note}`];
        case "SIMULATED": return ["simulated", "Simulated", `Every price on this page is made up by the ${feed.name}.${note}`];
        case "REPLAYED": return ["replayed", "Replay", replayed(feed.name, feed.replay) + note];
        case "RECORDED": return ["recorded", "Recorded", `Played back from ${feed.name}; times are those of the recording.${note}`];
        case "NONE": return ["none", "No feed", `The lab has no feed of its own: shown is what others put on the bus.${note}`];
        default: return ["unknown", "Feed", "Waiting for the lab to say what feeds it."];
    }
}

/** Of which past, how fast, and how far. */
function replayed(name, replay) {
    if (!replay) return `Replay ${name}: the recorded past, run again.`;
    const speed = replay.speed === "max" ? "as fast as it goes" : `at ${replay.speed}×`;
    const state = replay.ended ? "all of it is on the bus" : `${(100 * replay.share).toFixed(1)} % done${replay.paused ? ", held" : ""}`;
    return `Replay ${name} of ${date(replay.from)} ${clock(replay.from)} to ${date(replay.to)} ${clock(replay.to)} UTC ${speed}, ${state}: nothing on this page happens now.`;
}

function connection(state, text) {
    document.body.dataset.connection = state;
    say($("connection-text"), text);
}

for (const radio of document.getElementsByName("minutes")) {
    radio.addEventListener("change", () => {
        const suffix = Number(radio.value) === MINUTES_FIRST ? "" : `/${radio.value}`;
        location.hash = `${shown.pair ?? ""}${suffix}`;
    });
}
addEventListener("hashchange", choose);
document.querySelector(".skip").addEventListener("click", event => {
    event.preventDefault(); // the address is the chosen pair's
    $("detail").focus();
});
chart.counts = start => marks.count(start);
setInterval(showLag, 1000);
choose();
requestAnimationFrame(() => setTimeout(() => chart.load().then(() => desk.load()), 0));
