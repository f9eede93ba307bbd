package lab.launcher.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of one part, started again whenever it ends. */
final class ChildProcess {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration BACK_OFF_MIN = Duration.ofMillis(200);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(10);

    /** The option that names the cache of a start. */
    private static final String CACHE = "-XX:AOTCache=";

    /** How a JVM ends that cannot use its cache, and many a part that cannot start. */
    private static final int FAILED = 1;

    /** Who has lived so long is started again at once. */
    private static final Duration LIVES_LONG = Duration.ofSeconds(20);

    private final Part part;
    private final ClusterFolder folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private @Nullable Process process;
    private Optional<Instant> since = Optional.empty();
    private Optional<String> last = Optional.empty();
    private int restarts;
    private long begunNanos;
    private long startAtNanos;
    private Duration backOff = BACK_OFF_MIN;
    private boolean isUp;
    private boolean takesCache = true;

    /**
     * Not started yet.
     *
     * @param java what starts {@code ./lab} in a process of its own, without its arguments
     * @param environment all that it is told
     */
    ChildProcess(
            Part part,
            ClusterFolder folder,
            List<String> java,
            Map<String, String> environment,
            InstantSource clock) {
        this.part = part;
        this.folder = folder;
        this.command = java;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    Part part() {
        return part;
    }

    boolean isStarted() {
        return process != null;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Whether it has come up since it was started last. */
    boolean isUp() {
        return isUp;
    }

    /** Looks whether it has. */
    boolean hasComeUp(PartProbe probe) throws InterruptedException {
        if (isUp || process == null) {
            return false;
        }
        isUp =
                part.tellsReady()
                        ? ReadyFile.isOf(folder.ready(part), process.pid())
                        : probe.trouble(part).isEmpty();
        return isUp;
    }

    void start() throws IOException {
        var builder = new ProcessBuilder(arguments());
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (restarts > 0 || process != null) {
            builder.environment().remove(PartSettings.FIRST);
        }
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.out(part).toFile()));
        Process started = builder.start();
        started.getOutputStream().close();
        process = started;
        since = Optional.of(clock.instant());
        begunNanos = System.nanoTime();
        isUp = false;
        log.info("part started part={} pid={}", part, started.pid());
    }

    private List<String> arguments() {
        return command.stream()
                .filter(word -> takesCache || !word.startsWith(CACHE))
                .map(this::ofPart)
                .toList();
    }

    private String ofPart(String word) {
        return word.replace(Supervisor.HEAP, Integer.toString(part.heapMegabytes()))
                .replace(Supervisor.PART, part.toString());
    }

    /** Says that it has ended, and when it is started again. */
    void ended() {
        Process gone = process;
        if (gone == null) {
            return;
        }
        last =
                Optional.of(
                        "pid %d ended with %d at %s"
                                .formatted(gone.pid(), gone.exitValue(), clock.instant()));
        takesCache = takesCache && (isUp || gone.exitValue() != FAILED);
        boolean livedLong = System.nanoTime() - begunNanos > LIVES_LONG.toNanos();
        backOff = livedLong ? BACK_OFF_MIN : backOff;
        startAtNanos = System.nanoTime() + backOff.toNanos();
        Duration twice = backOff.multipliedBy(2);
        backOff = twice.compareTo(BACK_OFF_MAX) < 0 ? twice : BACK_OFF_MAX;
        restarts++;
        process = null;
        since = Optional.empty();
        isUp = false;
        log.warn("part ended part={} last={}", part, last.get());
    }

    /** Whether it has ended before, and it is time to start it again. */
    boolean isDue() {
        return restarts > 0 && process == null && System.nanoTime() - startAtNanos >= 0;
    }

    void askToEnd() {
        if (process != null) {
            process.destroy();
        }
    }

    /** Waits for it; one that does not end is killed, by which nothing is lost. */
    void awaitEnd(Duration within) throws InterruptedException {
        Process ending = process;
        if (ending != null && !ending.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("part did not end in time part={} limit={}", part, within);
            ending.destroyForcibly().waitFor();
        }
    }

    PartState state() {
        Optional<Process> now = Optional.ofNullable(process);
        return new PartState(
                part.toString(),
                now.map(Process::pid).orElse(0L),
                now.map(Process::toHandle).map(PartState::startOf),
                since,
                restarts,
                last);
    }
}
