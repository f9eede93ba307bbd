/* Asks the lab the same again and again, while somebody looks: not in a hidden tab, not while the
   lab is lost, and never twice at once. */

const PATIENCE = 30000;
const UNDER_WAY = Infinity;

export class Asker {
    /**
     * `path` makes the address of a subject; `told` gets an answer and what it was about, `failed`
     * the reason why there is none.
     */
    constructor({every, path, told, failed}) {
        Object.assign(this, {every, path, told, failed});
        this.paused = true;
        this.dueAt = 0;
        document.addEventListener("visibilitychange", () => this.turn());
    }

    /** From now on about this; at once. */
    choose(subject) {
        this.subject = subject;
        this.dueAt = 0;
        this.turn();
    }

    pause() {
        this.paused = true;
        this.turn();
    }

    resume() {
        this.paused = false;
        this.turn();
    }

    turn() {
        clearTimeout(this.timer);
        const isWanted = !this.paused && !document.hidden && this.subject !== undefined;
        if (!isWanted || this.dueAt === 0) this.asking?.abort();
        if (!isWanted || this.dueAt === UNDER_WAY) return;
        const wait = this.dueAt - Date.now();
        if (wait > 0) this.timer = setTimeout(() => this.turn(), wait);
        else this.ask();
    }

    async ask() {
        const asking = new AbortController();
        this.asking = asking;
        this.dueAt = UNDER_WAY;
        const subject = this.subject;
        const tooLate = setTimeout(() => asking.abort(new Error("no answer came in time")), PATIENCE);
        try {
            const response = await fetch(this.path(subject), {signal: asking.signal});
            if (!response.ok) throw new Error(`it answered ${response.status}`);
            const said = await response.json();
            if (asking === this.asking && !asking.signal.aborted) this.told(said, subject);
        } catch (error) {
            if (asking === this.asking && error.name !== "AbortError") this.failed(error.message, subject);
        } finally {
            clearTimeout(tooLate);
        }
        if (asking !== this.asking) return;
        this.asking = undefined;
        this.dueAt = asking.signal.aborted ? 0 : Date.now() + this.every;
        this.turn();
    }
}
