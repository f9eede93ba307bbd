package lab.launcher.reset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.loss.BusReach.Cut;
import lab.flink.sql.tables.ColdMessages;
import lab.flink.sql.tables.Derived;
import lab.iggy.embedded.storage.LogRefill;
import lab.launcher.bus.StoppedBus;
import lab.launcher.directory.LabException;
import lab.servicekit.LongWait;

/**
 * What a stopped lab's bus has lost to its retention, written beside it from the cold tier. Nobody
 * sees it before {@link #publish}: while it is written, it is found out whether the cold tier has
 * all of it.
 */
final class Refills {
    private static final int MESSAGES_BETWEEN_LOOKS = 10_000;

    private final List<LogRefill> written = new ArrayList<>();
    private long messages;

    private Refills() {}

    /**
     * Writes all that is missing.
     *
     * @throws LabException if that cannot be; nothing is changed then
     */
    static Refills write(StoppedBus bus, BusReach reach, ColdMessages cold, LongWait wait)
            throws LabException, IOException {
        List<Cut> cuts = reach.cuts(Derived.allTopics());
        var refills = new Refills();
        try {
            for (Cut cut : cuts) {
                refills.write(bus, cut, cold, wait);
            }
            return refills;
        } catch (IOException | LabException | RuntimeException e) {
            refills.discard(e);
            throw e;
        } finally {
            wait.over();
        }
    }

    private void write(StoppedBus bus, Cut cut, ColdMessages cold, LongWait wait)
            throws LabException, IOException {
        if (!bus.isEmbedded()) {
            throw new LabException(
                    "%s, and on a broker of your own it cannot be put back; put a backup of the broker's data back, or run ./lab reset, which begins anew"
                            .formatted(cut));
        }
        LogRefill refill = bus.refill(cut);
        written.add(refill);
        refill.begin(0);
        long end = refill.end();
        long given =
                cold.give(
                        cut.topic(),
                        cut.partition(),
                        end,
                        message -> {
                            refill.add(message.micros(), message.payload());
                            if (++messages % MESSAGES_BETWEEN_LOOKS == 0) {
                                wait.on(
                                        "what the bus lacks to be put back from the cold tier",
                                        "topic %s, partition %d: %,d of %,d messages are left"
                                                .formatted(
                                                        cut.topic().topicName(),
                                                        cut.partition(),
                                                        refill.missing(),
                                                        end));
                            }
                        });
        if (given < end) {
            throw new LabException(
                    "%s, and the cold tier has no message of offset %d; put a backup of the data directory back, or run ./lab reset, which begins anew"
                            .formatted(cut, given));
        }
        refill.complete();
    }

    /** How many messages are written. */
    long messages() {
        return messages;
    }

    /** Makes them the beginning of the bus. Killed on the way, the rest can be written again. */
    void publish() throws IOException {
        for (LogRefill refill : written) {
            refill.publish();
        }
    }

    private void discard(Exception failure) {
        for (LogRefill refill : written) {
            try {
                refill.discard();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
