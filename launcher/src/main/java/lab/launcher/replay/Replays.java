package lab.launcher.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lab.files.KeptFile;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.process.ControlFile;
import lab.replay.Replay;

/** The replays of a data directory. */
public final class Replays {
    /** What the folders of replays hold beside what that of the live market has too. */
    public static final List<KeptFile> KEPT = List.of(ReplayRecord.KEPT, Replay.KEPT);

    private Replays() {}

    /**
     * One of them.
     *
     * @param running the process that runs it now
     * @param state {@code begun}, {@code finished} or {@code cleaning}
     * @param share of its span that was done when that was last written down
     * @param newest the event time to which it had come by then
     */
    public record Found(
            Environment environment,
            Optional<ControlFile> running,
            ReplayTask task,
            String state,
            String speed,
            double share,
            Optional<Instant> newest) {
        public String name() {
            return environment.name();
        }
    }

    /** All that were begun and not taken away, by name. */
    public static List<Found> of(DataDir data) throws LabException {
        List<Found> all = new ArrayList<>();
        for (Environment environment : Environment.replays(data)) {
            Optional<ReplayRecord> kept = ReplayRecord.read(environment);
            if (kept.isPresent()) {
                all.add(found(environment, kept.get()));
            }
        }
        return all;
    }

    private static Found found(Environment environment, ReplayRecord kept) throws LabException {
        return new Found(
                environment,
                ControlFile.running(environment.own()),
                kept.task(),
                kept.state().name().toLowerCase(Locale.ROOT),
                kept.speed(),
                kept.share(),
                kept.newest());
    }

    /** One that runs now. */
    public static Optional<ControlFile> running(Environment environment) throws LabException {
        return ControlFile.running(environment.own());
    }
}
