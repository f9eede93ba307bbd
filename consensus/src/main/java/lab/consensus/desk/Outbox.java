package lab.consensus.desk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.clearing.Request;
import lab.domain.progress.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was decided and is not with the broker yet. It is tried until the broker has it, it is found
 * on the bus, or the kill switch forbids it: then it is dropped for good.
 */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final String PART = "desk";

    private final DeskOutput output;
    private final KillSwitch killSwitch;
    private final LedgerView clearing;
    private final List<Request> unsent = new ArrayList<>();
    private Optional<Progress> told = Optional.empty();
    private long orders;
    private long repeatsHeldBack;

    Outbox(DeskOutput output, KillSwitch killSwitch, LedgerView clearing) {
        this.output = output;
        this.killSwitch = killSwitch;
        this.clearing = clearing;
    }

    /** Takes what was decided; what is on the bus already is not sent again. */
    void add(List<Request> requests) {
        for (Request request : requests) {
            if (clearing.isKnown(request)) {
                repeatsHeldBack++;
            } else {
                clearing.expect(request);
                unsent.add(request);
            }
        }
    }

    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** Sends what waits; says whether there was something and it is done with. */
    boolean send() throws InterruptedException {
        if (unsent.isEmpty()) {
            return false;
        }
        List<Request> now = unsent.stream().filter(it -> !clearing.isKnown(it)).toList();
        Optional<Boolean> sent = sendUnlessEngaged(now);
        if (sent.isEmpty()) {
            now.forEach(clearing::forget);
            log.warn("orders dropped, the kill switch is engaged orders={}", now.size());
            unsent.clear();
        } else if (sent.get()) {
            orders += now.size();
            unsent.clear();
        } else {
            told = Optional.empty(); // which may be lost with them
        }
        return unsent.isEmpty();
    }

    private Optional<Boolean> sendUnlessEngaged(List<Request> now) throws InterruptedException {
        try {
            return killSwitch.unlessEngaged(() -> now.isEmpty() || output.send(now));
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("orders: must be sent", e);
        }
    }

    /** Tells that everything before a decision time is said, once all of it is sent. */
    void tell(Instant pending, boolean ended) {
        var progress = new Progress(PART, pending, ended);
        if (unsent.isEmpty() && told.filter(progress::equals).isEmpty()) {
            output.tell(progress);
            told = Optional.of(progress);
        }
    }

    /** How many were sent. */
    long orders() {
        return orders;
    }

    /** How many were on the bus already when they were decided again. */
    long repeatsHeldBack() {
        return repeatsHeldBack;
    }
}
