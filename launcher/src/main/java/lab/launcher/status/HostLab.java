package lab.launcher.status;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.process.ControlFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lab whose broker and Fluss a replay uses. One that is started again soon is waited for; after
 * a longer while Flink gives up what cannot be ended without Fluss, and nothing would go on.
 */
public final class HostLab {
    private static final Logger log = LoggerFactory.getLogger(HostLab.class);
    private static final Duration AWAY_MAX = Duration.ofSeconds(60);

    private final DataDir data;
    private final LongSupplier nanos;
    private OptionalLong awaySince = OptionalLong.empty();

    public HostLab(DataDir data, LongSupplier nanos) {
        this.data = data;
        this.nanos = nanos;
    }

    /** Why it will not do any more, if so. */
    synchronized Optional<String> failure() {
        if (isRunning()) {
            awaySince = OptionalLong.empty();
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        if (awaySince.isEmpty()) {
            log.warn("lab is gone whose servers are used data={}", data);
            awaySince = OptionalLong.of(now);
        }
        return now - awaySince.getAsLong() < AWAY_MAX.toNanos()
                ? Optional.empty()
                : Optional.of(
                        "none has run on %s for %d s, and its broker and Fluss are used; the same command again goes on, with a lab or without"
                                .formatted(data, AWAY_MAX.toSeconds()));
    }

    private boolean isRunning() {
        try {
            return ControlFile.running(data).isPresent();
        } catch (LabException e) {
            log.warn("lab does not say whether it runs", e);
            return true;
        }
    }
}
