package lab.launcher.bus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.servicekit.config.Default;
import lab.topics.BusRetention;

/**
 * How the lab's bus keeps what it is given: {@code ./lab up --bus-retention 7d --bus-size 10GB
 * --bus-fsync}, or {@code LAB_BUS_RETENTION} and so on, or {@code bus.retention} and so on in
 * {@code bus.properties} where {@code ./lab} is run; and what is to become of jobs that had read
 * what it has lost: {@code --on-bus-loss}, {@code LAB_BUS_ON_LOSS}, {@code bus.on-loss}.
 *
 * @param retention how long a message stays at least, unless its topic grows too large
 * @param size of a topic, with its unit
 * @param fsync whether a message is on the disk before it is acknowledged; of the embedded broker
 * @param onLoss what becomes of jobs that had read what the bus has lost
 */
public record BusSettings(
        @Default("7d") Duration retention,
        @Default("10GB") String size,
        @Default("false") boolean fsync,
        @Default("stop") OnLoss onLoss) {
    private static final Path FILE = Path.of("bus.properties");

    /** What becomes of jobs that had read what the bus has lost. */
    public enum OnLoss {
        /** They are not started: a person has to decide. */
        STOP,
        /** They go on with what there is, and what is not there becomes a row. */
        ACCEPT
    }

    /** So many segments a topic, so that little is kept for longer than it must be. */
    private static final long SEGMENTS = 32;

    private static final int SEGMENT_BYTES_MIN = 1 << 20;
    private static final int SEGMENT_BYTES_MAX = 1 << 30;

    public BusSettings {
        var _ = new BusRetention(retention, BusRetention.parseBytes(size));
    }

    public static BusSettings read(Map<String, String> environment) throws LabException {
        return read(FILE, environment);
    }

    public static BusSettings read(Path file, Map<String, String> environment) throws LabException {
        return Settings.read(file, environment, "bus", BusSettings.class);
    }

    /**
     * Refuses what cannot be, before anything is made that would have to go by it.
     *
     * @throws IllegalArgumentException if a value is not what it must be
     */
    public static void check(Map<String, String> environment) {
        try {
            var _ = read(environment);
        } catch (LabException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public BusRetention kept() {
        return new BusRetention(retention, BusRetention.parseBytes(size));
    }

    int segmentBytes() {
        return Math.clamp(kept().bytes() / SEGMENTS, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
    }
}
