/* As much of Prometheus's language as the dashboards speak, over samples that this page has taken
   of /metrics itself. A vector is a list of {labels, value}; a range is what was taken of late. */

const AGGREGATES = {
    sum: values => values.reduce((a, b) => a + b, 0),
    min: values => Math.min(...values),
    max: values => Math.max(...values),
    avg: values => values.reduce((a, b) => a + b, 0) / values.length,
    count: values => values.length,
};
const ORDER = [["or"], ["==", "!=", "<", ">", "<=", ">="], ["+", "-"], ["*", "/"]];
const SECONDS = {s: 1, m: 60, h: 3600, d: 86400};
const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([a-zA-Z_:][\w:]*)|"((?:[^"\\]|\\.)*)"|(==|!=|=~|!~|<=|>=|[-+*/<>=(){}[\],]))/y;

/** Prometheus says these of whom it asks; who is asked does not know them. */
const OF_SCRAPE = new Set(["environment", "job", "instance"]);

/** Lines of Prometheus's text, as a map from name to [{labels, value}]. */
export function parseMetrics(text) {
    const samples = new Map();
    for (const line of text.split("\n")) {
        if (!line || line.startsWith("#")) continue;
        const end = line.lastIndexOf("}");
        const space = line.indexOf(" ", end < 0 ? 0 : end);
        const brace = line.indexOf("{");
        const name = brace < 0 ? line.slice(0, space) : line.slice(0, brace);
        const labels = {};
        if (brace >= 0) {
            for (const [, key, value] of line.slice(brace + 1, end).matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
                labels[key] = value.replace(/\\(.)/g, (_, letter) => letter === "n" ? "\n" : letter);
            }
        }
        const value = number(line.slice(space + 1).split(" ")[0]);
        if (!samples.has(name)) samples.set(name, []);
        samples.get(name).push({labels, value});
    }
    samples.set("up", [{labels: {job: "lab"}, value: 1}]);
    return samples;
}

function number(text) {
    return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}

/** What was taken of late, so that rates can be told. */
export class Samples {
    constructor(keepSeconds) {
        this.keepSeconds = keepSeconds;
        this.taken = [];
    }

    add(time, samples) {
        this.taken.push({time, samples});
        while (this.taken.length && time - this.taken[0].time > this.keepSeconds) this.taken.shift();
    }

    /** Evaluates an expression as of the newest samples. */
    evaluate(expression) {
        return new Evaluation(parse(expression), this.taken).result();
    }
}

/** An expression as a tree; what it cannot read it throws. */
export function parse(expression) {
    const tokens = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < expression.trimEnd().length) {
        const found = TOKEN.exec(expression);
        if (!found) throw new Error(`cannot be read: ${expression}`);
        const [, digits, word, string, sign] = found;
        tokens.push(digits !== undefined ? {number: Number(digits)} : word !== undefined ? {word} : string !== undefined ? {string} : {sign});
    }
    const reader = {at: 0, tokens};
    const tree = binary(reader, 0);
    if (reader.at < tokens.length) throw new Error(`goes on unexpectedly: ${expression}`);
    return tree;
}

const peek = reader => reader.tokens[reader.at] ?? {};
const is = (reader, sign) => peek(reader).sign === sign || peek(reader).word === sign;
const accept = (reader, sign) => is(reader, sign) && ++reader.at > 0;

function expect(reader, sign) {
    if (!accept(reader, sign)) throw new Error(`${sign} is expected`);
}

function binary(reader, level) {
    if (level === ORDER.length) return unary(reader);
    let left = binary(reader, level + 1);
    for (let sign = ORDER[level].find(it => is(reader, it)); sign; sign = ORDER[level].find(it => is(reader, it))) {
        reader.at++;
        left = {kind: "binary", sign, left, right: binary(reader, level + 1)};
    }
    return left;
}

function unary(reader) {
    const token = peek(reader);
    if (accept(reader, "(")) {
        const inner = binary(reader, 0);
        expect(reader, ")");
        return inner;
    }
    reader.at++;
    if (token.number !== undefined) return {kind: "number", value: token.number};
    if (token.word === undefined) throw new Error("a name is expected");
    if (AGGREGATES[token.word]) return aggregate(reader, token.word);
    if (is(reader, "(")) return {kind: "call", name: token.word, args: list(reader, () => binary(reader, 0))};
    return selector(reader, token.word);
}

function aggregate(reader, name) {
    let by = accept(reader, "by") ? list(reader, word) : undefined;
    const [of] = list(reader, () => binary(reader, 0));
    by ??= accept(reader, "by") ? list(reader, word) : [];
    return {kind: "aggregate", name, by, of};
}

function word(reader) {
    return reader.tokens[reader.at++].word;
}

function list(reader, item) {
    expect(reader, "(");
    const items = [];
    while (!accept(reader, ")")) {
        items.push(item(reader));
        if (!is(reader, ")")) expect(reader, ",");
    }
    return items;
}

function selector(reader, name) {
    const matchers = [];
    if (accept(reader, "{")) {
        while (!accept(reader, "}")) {
            const label = word(reader);
            const {sign} = reader.tokens[reader.at++];
            matchers.push({label, sign, value: reader.tokens[reader.at++].string});
            if (!is(reader, "}")) expect(reader, ",");
        }
    }
    let seconds;
    if (accept(reader, "[")) {
        const amount = reader.tokens[reader.at++].number;
        seconds = amount * SECONDS[word(reader)];
        expect(reader, "]");
    }
    return {kind: "selector", name, matchers, seconds};
}

class Evaluation {
    constructor(tree, taken) {
        this.tree = tree;
        this.taken = taken;
    }

    /** Always a vector; a number is one without labels. */
    result() {
        if (this.taken.length === 0) return [];
        const value = this.of(this.tree);
        return typeof value === "number" ? [{labels: {}, value}] : value;
    }

    of(tree) {
        switch (tree.kind) {
            case "number": return tree.value;
            case "selector": return select(tree, this.taken.at(-1).samples);
            case "aggregate": return this.aggregated(tree);
            case "binary": return combined(tree.sign, this.of(tree.left), this.of(tree.right));
            default: return this.call(tree);
        }
    }

    aggregated(tree) {
        const groups = new Map();
        for (const {labels, value} of this.of(tree.of)) {
            const kept = Object.fromEntries(tree.by.filter(name => name in labels).map(name => [name, labels[name]]));
            const id = key(kept);
            if (!groups.has(id)) groups.set(id, {labels: kept, values: []});
            groups.get(id).values.push(value);
        }
        return [...groups.values()].map(({labels, values}) => ({labels, value: AGGREGATES[tree.name](values)}));
    }

    call({name, args}) {
        switch (name) {
            case "time": return this.taken.at(-1).time;
            case "vector": return [{labels: {}, value: this.of(args[0])}];
            case "scalar": {
                const vector = this.of(args[0]);
                return vector.length === 1 ? vector[0].value : NaN;
            }
            case "rate": return this.grown(args[0], true);
            case "increase": return this.grown(args[0], false);
            case "histogram_quantile": return quantiles(this.of(args[0]), this.of(args[1]));
            default: throw new Error(`${name} is not known here`);
        }
    }

    /** How much counters have grown over the range; what went back began anew. */
    grown(tree, isRate) {
        const now = this.taken.at(-1).time;
        const series = new Map();
        for (const {time, samples} of this.taken) {
            if (now - time > tree.seconds) continue;
            for (const {labels, value} of select(tree, samples)) {
                const id = key(labels);
                const before = series.get(id);
                if (!before) series.set(id, {labels, first: time, last: value, grown: 0});
                else {
                    before.grown += value >= before.last ? value - before.last : value;
                    Object.assign(before, {last: value, until: time});
                }
            }
        }
        return [...series.values()].filter(it => it.until !== undefined).map(({labels, first, until, grown}) =>
            ({labels, value: isRate ? grown / (until - first) : grown / (until - first) * tree.seconds}));
    }
}

function key(labels) {
    return JSON.stringify(Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1));
}

function select({name, matchers}, samples) {
    const tests = matchers.filter(it => !OF_SCRAPE.has(it.label)).map(({label, sign, value}) => {
        const pattern = sign.endsWith("~") ? new RegExp(`^(?:${value})$`) : undefined;
        const matches = labels => pattern ? pattern.test(labels[label] ?? "") : (labels[label] ?? "") === value;
        return sign.startsWith("!") ? labels => !matches(labels) : matches;
    });
    return (samples.get(name) ?? []).filter(({labels}) => tests.every(test => test(labels)));
}

function combined(sign, left, right) {
    if (sign === "or") {
        const known = new Set(left.map(it => key(it.labels)));
        return [...left, ...right.filter(it => !known.has(key(it.labels)))];
    }
    const isTest = ORDER[1].includes(sign);
    if (typeof left === "number" && typeof right === "number") {
        const value = calculate(sign, left, right);
        return isTest ? Number(value) : value;
    }
    const pairs = typeof right === "number" ? left.map(it => [it, it.value, right])
        : typeof left === "number" ? right.map(it => [it, left, it.value])
        : joined(left, right);
    return isTest
        ? pairs.filter(([, a, b]) => calculate(sign, a, b)).map(([{labels}, a, b]) => ({labels, value: typeof left === "number" ? b : a}))
        : pairs.map(([{labels}, a, b]) => ({labels, value: calculate(sign, a, b)}));
}

function joined(left, right) {
    const others = new Map(right.map(it => [key(it.labels), it.value]));
    return left.filter(it => others.has(key(it.labels))).map(it => [it, it.value, others.get(key(it.labels))]);
}

function calculate(sign, a, b) {
    switch (sign) {
        case "+": return a + b;
        case "-": return a - b;
        case "*": return a * b;
        case "/": return a / b;
        case "==": return a === b;
        case "!=": return a !== b;
        case "<": return a < b;
        case ">": return a > b;
        case "<=": return a <= b;
        default: return a >= b;
    }
}

/** As Prometheus does: by a straight line within a bucket. */
function quantiles(part, buckets) {
    const histograms = new Map();
    for (const {labels: {le, ...labels}, value} of buckets) {
        const id = key(labels);
        if (!histograms.has(id)) histograms.set(id, {labels, bounds: []});
        histograms.get(id).bounds.push([number(le), value]);
    }
    return [...histograms.values()].map(({labels, bounds}) => ({labels, value: quantile(part, bounds.sort(([a], [b]) => a - b))}));
}

function quantile(part, bounds) {
    const total = bounds.at(-1)[1];
    if (!(total > 0)) return NaN;
    const rank = part * total;
    const at = bounds.findIndex(([, count]) => count >= rank);
    if (bounds[at][0] === Infinity) return at > 0 ? bounds[at - 1][0] : NaN;
    const [from, below] = at > 0 ? bounds[at - 1] : [0, 0];
    return from + (bounds[at][0] - from) * (rank - below) / (bounds[at][1] - below || 1);
}
