package lab.poller.live;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import lab.poller.FrameDecoder;
import lab.poller.MarketEvent;
import lab.poller.Taken;

/** Takes what an exchange has sent out of the spool, and what it answered about gaps. */
public final class LiveIntake {
    private final Spool spool;
    private final GapLedger ledger;
    private final FrameDecoder decoder;
    private final UnaryOperator<MarketEvent> judge;

    /**
     * @param judge notes what an event shows of gaps, and says of a trade or a tick whether it is
     *     news
     */
    public LiveIntake(
            Spool spool, GapLedger ledger, FrameDecoder decoder, UnaryOperator<MarketEvent> judge) {
        this.spool = spool;
        this.ledger = ledger;
        this.decoder = decoder;
        this.judge = judge;
    }

    public Taken take(Duration waitMax) throws InterruptedException {
        return switch (spool.poll(waitMax)) {
            case null -> new Taken.Nothing();
            case Arrival.Text(var frame, var received) ->
                    new Taken.Frame(
                            judge.apply(decoder.decode(frame, 0, frame.length, received)),
                            frame,
                            0,
                            frame.length,
                            received,
                            OptionalLong.empty());
            case Arrival.Junk(var frame, var reason, var received) ->
                    new Taken.Garbage(frame, reason, received, OptionalLong.empty());
            case Arrival.Cut(var reason) -> new Taken.Disconnected(reason);
            case Arrival.Answer(var trade) ->
                    ledger.admitsAnswer(trade) ? new Taken.Filled(trade) : new Taken.Note();
            case Arrival.Answered(var gap) -> {
                ledger.close(gap);
                yield new Taken.Note();
            }
            case Arrival.Newest(var pair, var sequence, var seenBy, var tradeId) -> {
                ledger.hear(pair, tradeId, sequence, seenBy, System.nanoTime());
                yield new Taken.Note();
            }
            case Arrival.Unanswered(var gap, _) -> {
                ledger.retry(gap, System.nanoTime());
                yield new Taken.Note();
            }
        };
    }

    /**
     * Has the exchange asked about every gap that has been open long enough.
     *
     * @param ask asks, unless there are too many questions already
     */
    public void askAboutGaps(long nowNanos, Predicate<Gap> ask) {
        Optional<Gap> gap = ledger.nextDue(nowNanos);
        while (gap.isPresent()) {
            if (!ask.test(gap.get())) {
                ledger.retry(gap.get(), nowNanos);
            }
            gap = ledger.nextDue(nowNanos);
        }
    }
}
