package lab.launcher.cluster;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.ServiceRun;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.Brokers;
import lab.launcher.bus.BusLoss;
import lab.launcher.bus.BusSettings;
import lab.launcher.bus.RootLogin;
import lab.launcher.directory.LabException;
import lab.launcher.fluss.FlussParts;
import lab.launcher.process.EngineOptions;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.service.LabService;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one part in this process. */
public final class PartRun {
    private static final Logger log = LoggerFactory.getLogger(PartRun.class);
    private static final int GONE = 1;

    private final Part part;
    private final PartSettings settings;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * Of a part.
     *
     * @param environment all that it is told
     * @param say takes lines for whoever reads its log
     */
    public PartRun(
            Part part, Map<String, String> environment, InstantSource clock, Consumer<String> say) {
        this.part = part;
        this.settings = new PartSettings(environment);
        this.clock = clock;
        this.say = say;
    }

    /** Returns when it has stopped, as it was asked to; Flink's own end the process. */
    public void run() throws LabException, InterruptedException {
        EngineOptions.check();
        settings.data().prepare();
        ClusterFolder folder = settings.folder();
        try {
            System.setProperty("java.io.tmpdir", folder.emptyTmp(part).toString());
        } catch (IOException e) {
            throw settings.data().notWritable(e);
        }
        Logs.toFile(folder.log(part));
        log.info("part begins part={}", part);
        // Of a terminal, Ctrl-C reaches every process at once; the supervisor stops them in order.
        Signals.register("INT", () -> {});
        endWithSupervisor();
        try {
            switch (part) {
                case FLINK_JOBMANAGER ->
                        ClusterEntrypoint.runClusterEntrypoint(
                                new StandaloneSessionClusterEntrypoint(
                                        settings.session(part).jobManager()));
                case FLINK_TASKMANAGER_0, FLINK_TASKMANAGER_1 ->
                        TaskManagerRunner.runTaskManagerProcessSecurely(
                                settings.session(part).taskManager(part.toString()));
                case LANCER -> runService(LabService.LANCER);
                case ANALYST -> runService(LabService.ANALYST);
                case CONSENSUS -> runService(LabService.CONSENSUS);
                default -> runOwn();
            }
        } catch (LabException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new LabException(
                    "%s: it must start, %s".formatted(part, LabException.reason(e)), e);
        }
    }

    /** One that nobody watches over any more would hold its port for nothing. */
    private void endWithSupervisor() {
        if (settings.supervisor().isEmpty()) {
            return;
        }
        ProcessHandle.of(settings.supervisor().getAsLong())
                .ifPresentOrElse(
                        supervisor -> {
                            var _ = supervisor.onExit().thenRun(PartRun::end);
                        },
                        PartRun::end);
    }

    /** Nothing is lost by that, as by any kill. */
    private static void end() {
        log.warn("supervisor is gone, the part ends");
        Runtime.getRuntime().halt(GONE);
    }

    private void runService(LabService service) throws LabException, InterruptedException {
        ServiceRun.of(
                        service,
                        settings.data(),
                        settings.ports(),
                        settings.broker(),
                        settings.environment(),
                        clock,
                        say)
                .run(stop(), this::ready);
    }

    private void runOwn() throws Exception {
        var stopped = new CountDownLatch(1);
        StopSignal stop = stop();
        try (AutoCloseable _ = start()) {
            ready();
            stop.whenGiven(stopped::countDown);
            stopped.await();
            log.info("part stops part={}", part);
        }
    }

    private static StopSignal stop() {
        var stop = new StopSignal();
        Signals.register("TERM", stop::give);
        return stop;
    }

    private void ready() {
        log.info("part is up part={}", part);
        try {
            ReadyFile.write(settings.folder().ready(part));
        } catch (IOException e) {
            log.warn("part cannot say that it is up part={}", part, e);
        }
    }

    private AutoCloseable start() throws Exception {
        ClusterFolder folder = settings.folder();
        int port = part.port(settings.ports());
        int zookeeper = settings.ports().zookeeper();
        return switch (part) {
            case ZOOKEEPER -> FlussParts.zookeeper(folder.zookeeper(), port, settings.isFirst());
            case BROKER -> broker();
            case FLUSS_TABLET_0 -> FlussParts.tablet(folder.fluss(), 0, port, zookeeper);
            case FLUSS_TABLET_1 -> FlussParts.tablet(folder.fluss(), 1, port, zookeeper);
            case FLUSS_COORDINATOR -> FlussParts.coordinator(folder.fluss(), port, zookeeper);
            case POLLER -> PollerProcess.start(surroundings());
            case SUBMITTER -> SubmitterProcess.start(surroundings());
            case CONSOLE -> ConsoleProcess.start(surroundings());
            case FLINK_JOBMANAGER,
                    FLINK_TASKMANAGER_0,
                    FLINK_TASKMANAGER_1,
                    LANCER,
                    ANALYST,
                    CONSENSUS ->
                    throw new IllegalStateException("has a life of its own: " + part);
        };
    }

    private Surroundings surroundings() throws LabException {
        return Surroundings.of(settings, clock, say);
    }

    private EmbeddedBroker broker() throws LabException {
        RootLogin.keep(settings.data(), settings.environment());
        EmbeddedBroker broker =
                Brokers.embedded(
                        settings.data(),
                        settings.ports(),
                        BusSettings.read(settings.environment()),
                        clock);
        var _ = BrokerAccess.embedded(settings.data(), settings.ports(), broker.root());
        BusLoss.of(broker.recovery()).ifPresent(say);
        return broker;
    }
}
