package lab.launcher.replay;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lab.launcher.LabPlan;
import lab.launcher.LabRun;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.EngineOptions;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.reset.Reset;
import lab.servicekit.Worker;
import lab.topics.BusConnection;

/**
 * The life of a replay in a process of its own. It is a lab whose market is the recorded past: with
 * the servers of the lab that runs on the data directory, or, where none runs, with its own.
 */
public final class ReplayRun {
    /** No second copy of the cold tier is made of what is read from it. */
    private static final List<String> JOBS = List.of("hot", "warm", "clearing");

    private final ReplayWanted wanted;
    private final Environment environment;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final Consumer<String> complain;
    private final ShownProgress progress;
    private final Optional<AtEnd> atEnd;

    /** What is done with a replay once all tiers hold all of it. */
    @FunctionalInterface
    public interface AtEnd {
        /** Throws if the replay is to have failed by what it finds. */
        void look(ReplayTask task, BusConnection bus) throws LabException, InterruptedException;
    }

    /**
     * @param settings of the services, as the process was given them
     * @param say takes lines for the user
     * @param complain takes the reason why it ends, before the parts are closed
     * @param progress is told how far it is, once all parts run
     * @param atEnd empty if one that is finished has nothing more to do
     */
    public ReplayRun(
            ReplayWanted wanted,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say,
            Consumer<String> complain,
            ShownProgress progress,
            Optional<AtEnd> atEnd) {
        this.wanted = wanted;
        this.environment = wanted.environment();
        this.settings = Map.copyOf(settings);
        this.clock = clock;
        this.say = say;
        this.complain = complain;
        this.progress = progress;
        this.atEnd = atEnd;
    }

    /**
     * Returns when it has ended or was stopped.
     *
     * @return whether it did so as it was asked to or because all is done; else it has complained
     */
    public boolean run(StopSignal stop) throws LabException {
        EngineOptions.check();
        DataDir data = environment.data();
        if (!data.isPrepared()) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; ./lab up makes one"
                            .formatted(data));
        }
        data.checkPlace();
        var folder = new ReplayFolder(environment);
        try (DataDirLock _ = folder.lock()) {
            return run(stop, folder);
        }
    }

    private boolean run(StopSignal stop, ReplayFolder folder) throws LabException {
        Optional<ReplayRecord> kept =
                wanted.isClean() ? Optional.empty() : ReplayRecord.read(environment);
        boolean isAnew =
                wanted.isClean()
                        || kept.filter(it -> it.state() == ReplayRecord.State.CLEANING).isPresent();
        if (!isAnew && kept.isPresent()) {
            refuseAnother(kept.get().task());
            if (kept.get().state() == ReplayRecord.State.FINISHED && atEnd.isEmpty()) {
                say.accept(
                        "%s is finished, and every tier holds all of it; look at it by ./lab sql, begin it anew by --clean, or another by --name"
                                .formatted(environment));
                return true;
            }
        }
        ReplayTask task = isAnew || kept.isEmpty() ? wanted.task() : kept.get().task();
        Optional<ControlFile> live = ControlFile.running(environment.data());
        try (DataDirLock _ = live.isPresent() ? null : lockData()) {
            if (isAnew) {
                ReplayRecord.begun(task, wanted.speedWord())
                        .in(ReplayRecord.State.CLEANING)
                        .writeTo(environment);
                folder.clear();
            }
            var market = new ReplayMarket(environment, task, wanted, settings, clock);
            market.look();
            if (!isAnew) {
                kept.map(it -> it.at(wanted.speedWord()))
                        .orElseGet(() -> ReplayRecord.begun(task, wanted.speedWord()))
                        .writeTo(environment);
            }
            return live(stop, task, market, live, isAnew);
        }
    }

    private void refuseAnother(ReplayTask begun) throws LabException {
        Optional<String> difference = wanted.difference(begun);
        if (difference.isPresent()) {
            throw new LabException(
                    "%s: %s; leave the option out to go on with it, begin anew by --clean, or give another --name"
                            .formatted(environment, difference.get()));
        }
    }

    private DataDirLock lockData() throws LabException {
        DataDirLock lock =
                DataDirLock.take(environment.data(), "lab replay --name " + environment.name());
        try {
            new Reset(environment.data(), wanted.broker(), settings, clock, say)
                    .finishBegun()
                    .ifPresent(say);
            environment.data().checkIsOfOneProcess();
            return lock;
        } catch (LabException e) {
            lock.close();
            throw e;
        } catch (InterruptedException e) {
            lock.close();
            Thread.currentThread().interrupt();
            throw new LabException("reset: it must not be interrupted; the next start goes on", e);
        }
    }

    private boolean live(
            StopSignal stop,
            ReplayTask task,
            ReplayMarket market,
            Optional<ControlFile> live,
            boolean isAnew)
            throws LabException {
        Optional<Integer> offset = live.map(ControlFile::portOffset).or(wanted::portOffset);
        // Without a lab nobody has to find the servers
        Ports servers = offset.map(Ports::new).orElseGet(Ports::anyFree);
        Ports ports =
                ReplayPorts.claim(
                        environment,
                        new Ports(offset.orElse(0)),
                        live.isPresent(),
                        wanted.ownPortOffset());
        DataDir own = environment.own();
        own.emptyTmp();
        System.setProperty("java.io.tmpdir", own.tmp().toString());
        Logs.toFiles(own.logs());
        var plan =
                new LabPlan(
                        environment,
                        ports,
                        servers,
                        live.isPresent(),
                        wanted.broker(),
                        Set.of(),
                        JOBS,
                        wanted.parallelism(),
                        isAnew,
                        market);
        try (var watch = new Watch(task, market)) {
            return new LabRun(plan, true, watch, settings, clock, say, complain, () -> {})
                    .run(stop);
        }
    }

    /** Writes down how far it has come, and shows it. */
    private final class Watch implements LabRun.Watch, AutoCloseable {
        private final ReplayTask task;
        private final ReplayMarket market;
        private final Worker shower;

        Watch(ReplayTask task, ReplayMarket market) {
            this.task = task;
            this.market = market;
            this.shower = new Worker("replay-progress", progress.every(), this::show);
        }

        private Duration show() throws InterruptedException {
            shower.pause(progress.every());
            if (!shower.isClosing()) {
                market.shown().ifPresent(progress::show);
            }
            return Duration.ZERO;
        }

        @Override
        public void started() throws LabException {
            market.begun();
            shower.start();
        }

        /** What is said from here on stands by itself. */
        @Override
        public void close() {
            shower.close();
        }

        @Override
        public void ended(BusConnection bus) throws LabException, InterruptedException {
            shower.close();
            market.finished();
            if (atEnd.isPresent()) {
                atEnd.get().look(task, bus);
            }
        }
    }
}
