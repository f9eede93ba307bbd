/* How numbers and times read. Prices stay text: they are exact decimals and may have more digits
   than a floating-point number holds. */

const COMPACT = new Intl.NumberFormat("en-US", {notation: "compact", maximumFractionDigits: 2});
const WHOLE = new Intl.NumberFormat("en-US");

/** "64251.5" with 2 places as "64,251.50". */
export function price(text, places) {
    const [whole, fraction = ""] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return places > 0 ? `${grouped}.${fraction.padEnd(places, "0")}` : grouped;
}

/** A number of a chart's axis as a price. */
export function axisPrice(number, places) {
    return price(number.toFixed(places), places);
}

/** The digits of a small price that carry no information, and the rest: "0.00000" and "985". */
export function splitZeros(text) {
    const zeros = /^0\.0{2,}(?=\d)/.exec(text);
    return zeros ? [zeros[0], text.slice(zeros[0].length)] : ["", text];
}

export function compact(text) {
    return COMPACT.format(Number(text));
}

export function whole(number) {
    return WHOLE.format(number);
}

export function percent(number) {
    const sign = number > 0 ? "+" : number < 0 ? "−" : "";
    return `${sign}${Math.abs(number).toFixed(2)} %`;
}

/** Over what a change is counted. */
export function over(minutes) {
    if (minutes >= 1435) return "24 h";
    if (minutes >= 60) return `${Math.floor(minutes / 60)} h`;
    return minutes >= 1 ? `${minutes} m` : "1 m";
}

/** "14:03:07" of an ISO time. */
export function clock(iso) {
    return iso.slice(11, 19);
}

export function date(iso) {
    return iso.slice(0, 10);
}

/** How long something took or lasts, in one unit. */
export function span(milliseconds) {
    const seconds = milliseconds / 1000;
    if (seconds < 0) return `${span(-milliseconds)} ahead`;
    if (seconds < 10) return `${seconds.toFixed(1)} s`;
    if (seconds < 100) return `${Math.round(seconds)} s`;
    const minutes = seconds / 60;
    if (minutes < 100) return `${Math.round(minutes)} m`;
    const hours = minutes / 60;
    if (hours < 48) return `${Math.round(hours)} h`;
    return `${Math.round(hours / 24)} d`;
}

/** "14:03:07", with its date if that is not today. */
export function when(iso) {
    const today = new Date().toISOString().slice(0, 10);
    return date(iso) === today ? clock(iso) : `${date(iso)} ${clock(iso)}`;
}

/** Which way a number points, for its colour. */
export function way(number) {
    return number > 0 ? "up" : number < 0 ? "down" : "flat";
}

/** Whatever others say is text, never markup. */
export function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
}
