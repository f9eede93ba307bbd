/* The connection to the lab. It opens itself again for ever, and says when it has lost touch. */

const SILENCE_MAX = 7000; // the lab says something every two seconds
const RETRY_FIRST = 500;
const RETRY_MAX = 5000;

export class Stream {
    /** `on` has a function by event name, then `connected` and `lost`. */
    constructor(on) {
        this.on = on;
        this.retry = RETRY_FIRST;
        this.timer = 0;
        this.heardAt = 0;
        setInterval(() => this.watch(), 1000);
    }

    open(pair, minutes) {
        this.query = new URLSearchParams(pair ? {pair, minutes} : {minutes});
        this.connect();
    }

    connect() {
        clearTimeout(this.timer);
        this.source?.close();
        this.heardAt = Date.now();
        const source = new EventSource(`/api/stream?${this.query}`);
        this.source = source;
        let first = true;
        for (const name of ["status", "prices", "candles", "trends", "equity", "executions", "desk"]) {
            source.addEventListener(name, event => {
                if (source !== this.source) return;
                this.heardAt = Date.now();
                this.retry = RETRY_FIRST;
                if (first) {
                    first = false;
                    this.on.connected();
                }
                this.on[name](JSON.parse(event.data));
            });
        }
        source.onerror = () => {
            if (source === this.source) this.lose();
        };
    }

    lose() {
        this.source.close();
        this.source = undefined;
        this.on.lost();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.connect(), this.retry);
        this.retry = Math.min(this.retry * 2, RETRY_MAX);
    }

    watch() {
        if (this.source && Date.now() - this.heardAt > SILENCE_MAX) this.lose();
    }
}
