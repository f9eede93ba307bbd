package lab.iggy.embedded.session;

import java.util.concurrent.atomic.LongAdder;

/** Counts of what went in and out since the start. */
public final class Traffic {
    private final LongAdder messagesIn = new LongAdder();
    private final LongAdder messagesOut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder refused = new LongAdder();

    public void in(long messages, long bytes) {
        messagesIn.add(messages);
        bytesIn.add(bytes);
    }

    public void out(long messages, long bytes) {
        messagesOut.add(messages);
        bytesOut.add(bytes);
    }

    public void refused() {
        refused.increment();
    }

    public long messagesIn() {
        return messagesIn.sum();
    }

    public long messagesOut() {
        return messagesOut.sum();
    }

    public long bytesIn() {
        return bytesIn.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    public long requestsRefused() {
        return refused.sum();
    }
}
