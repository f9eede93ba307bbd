package lab.launcher;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lab.launcher.directory.LabException;
import lab.launcher.market.FeedMarket;
import lab.launcher.market.LabOptions;
import lab.launcher.notify.Notifier;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.EngineOptions;
import lab.launcher.process.StopSignal;
import lab.launcher.service.LabService;
import lab.topics.BusConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a lab in a process of its own: start, run, stop. */
public final class LabRun {
    private static final Logger log = LoggerFactory.getLogger(LabRun.class);

    /** A stop that hangs is cut short: nothing is lost by a kill. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final LabPlan plan;
    private final boolean isUntilEnd;
    private final Watch watch;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final Consumer<String> complain;
    private boolean hasComplained;
    private final AutoCloseable lock;

    /** Who is told how far a life has come, while everything runs. */
    public interface Watch {
        Watch NONE = new Watch() {};

        /** All parts run. */
        default void started() throws LabException, InterruptedException {}

        /** Every tier holds all; throws if the run is to have failed by what is found then. */
        default void ended(BusConnection bus) throws LabException, InterruptedException {}
    }

    /**
     * A life of the live market.
     *
     * @param settings where the password of a foreign broker stands
     * @param say takes lines for the user
     * @param complain takes the reason why it ends, before the parts are closed: that may be cut
     *     short
     * @param lock of the data directory, given back at the end
     */
    public LabRun(
            LabOptions options,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say,
            Consumer<String> complain,
            DataDirLock lock) {
        this(
                LabPlan.live(options, new FeedMarket(options, settings, clock)),
                options.untilEnd(),
                Watch.NONE,
                settings,
                clock,
                say,
                complain,
                lock);
    }

    /**
     * A life of any environment.
     *
     * @param isUntilEnd whether it ends once every tier holds all that the feed had
     */
    public LabRun(
            LabPlan plan,
            boolean isUntilEnd,
            Watch watch,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say,
            Consumer<String> complain,
            AutoCloseable lock) {
        this.plan = plan;
        this.isUntilEnd = isUntilEnd;
        this.watch = watch;
        this.settings = Map.copyOf(settings);
        this.clock = clock;
        this.say = say;
        this.complain = complain;
        this.lock = lock;
    }

    /**
     * Returns when it has stopped.
     *
     * @return whether it did so as it was asked to or because the feed has ended; else it has
     *     complained
     */
    public boolean run(StopSignal stop) throws LabException {
        try (var _ = new Closing(lock)) {
            EngineOptions.check();
            Thread main = Thread.currentThread();
            stop.whenGiven(() -> {
                say.accept("stopping");
                cutShort(DONE);
                main.interrupt();
            });
            run();
            return true;
        } catch (LabException e) {
            complainOf(e);
            return false;
        } catch (InterruptedException e) {
            if (!stop.isGiven()) {
                throw new LabException("lab: it must not be interrupted", e);
            }
            return true;
        }
    }

    private void run() throws LabException, InterruptedException {
        try (Lab lab = Lab.start(plan, settings, clock, say);
                var _ = notifier()) {
            try {
                lab.page().forEach(say);
                watch.started();
                if (isUntilEnd) {
                    lab.awaitEnd(say);
                    lab.summary().lines().forEach(say);
                    lab.checkComplete();
                    watch.ended(lab.bus());
                } else {
                    runOn(lab);
                }
            } catch (LabException e) {
                complainOf(e);
                cutShort(FAILED);
                throw e;
            } finally {
                // The way out must not be interrupted by what asked for it.
                Thread.interrupted();
            }
        }
    }

    /** Of the live market alone: what a replay trades was told when it happened. */
    private Told notifier() {
        return new Told(
                plan.environment().isLive()
                        ? Notifier.start(
                                settings,
                                local(plan.ports().console()),
                                local(LabService.CONSENSUS.on(plan.ports())),
                                clock)
                        : Optional.empty());
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:%d".formatted(port));
    }

    /** Somebody elsewhere, if there is one. */
    private record Told(Optional<Notifier> notifier) implements AutoCloseable {
        @Override
        public void close() {
            notifier.ifPresent(Notifier::close);
        }
    }

    private void complainOf(LabException e) {
        if (!hasComplained) {
            hasComplained = true;
            log.error("lab ends", e);
            complain.accept(LabException.reason(e));
        }
    }

    private static void runOn(Lab lab) throws LabException, InterruptedException {
        while (true) {
            lab.check();
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Of what is given back whatever happens. */
    private record Closing(AutoCloseable lock) implements AutoCloseable {
        @Override
        public void close() {
            try {
                lock.close();
            } catch (Exception e) {
                log.warn("lock not given back", e);
            }
        }
    }

    private static void cutShort(int exitCode) {
        Thread.ofPlatform()
                .name("stop-deadline")
                .daemon()
                .start(() -> {
                    try {
                        Thread.sleep(STOPS_WITHIN);
                        log.warn("stop took too long, the process ends limit={}", STOPS_WITHIN);
                        Runtime.getRuntime().halt(exitCode);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
