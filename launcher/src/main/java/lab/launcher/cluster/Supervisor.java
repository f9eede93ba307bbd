package lab.launcher.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.RootLogin;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.process.StopSignal;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every part as a process, each once what it needs has come up, and starts again whichever
 * ends. Nothing passes through it: parts find each other by ports and by the data directory, as
 * they would in containers.
 */
public final class Supervisor {
    static final String HEAP = "{heap}";
    static final String PART = "{part}";

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final List<String> NOT_PASSED_ON =
            List.of("-Xm", "-agentlib", "-XX:AOTCacheOutput");
    private static final String FIRST_HEAP = "-Xms64m";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    /** What is stopped together, before what it needs. */
    private static final List<List<Part>> STOP =
            List.of(
                    List.of(Part.CONSOLE, Part.CONSENSUS, Part.ANALYST, Part.LANCER, Part.POLLER),
                    List.of(Part.SUBMITTER),
                    List.of(
                            Part.FLINK_TASKMANAGER_1,
                            Part.FLINK_TASKMANAGER_0,
                            Part.FLINK_JOBMANAGER),
                    List.of(Part.FLUSS_TABLET_1, Part.FLUSS_TABLET_0),
                    List.of(Part.FLUSS_COORDINATOR),
                    List.of(Part.BROKER, Part.ZOOKEEPER));

    private final PartSettings settings;
    private final ClusterFolder folder;
    private final Map<Part, ChildProcess> children = new EnumMap<>(Part.class);
    private final Consumer<String> say;
    private boolean isAllUp;

    /**
     * Of a directory whose lock is held.
     *
     * @param environment what parts are told, as {@link PartSettings} names it
     * @param without services that are not started
     * @param mainClass of {@code ./lab}
     * @param say takes lines for the user
     */
    public Supervisor(
            Map<String, String> environment,
            Set<LabService> without,
            String mainClass,
            InstantSource clock,
            Consumer<String> say) {
        Map<String, String> told = new HashMap<>(environment);
        told.put(PartSettings.RUN, "run-%d".formatted(clock.millis()));
        told.put(PartSettings.SUPERVISOR, Long.toString(ProcessHandle.current().pid()));
        told.put(PartSettings.FIRST, "true");
        this.settings = new PartSettings(told);
        this.folder = settings.folder();
        this.say = say;
        List<String> java = java(mainClass);
        for (Part part : Part.values()) {
            children.put(part, new ChildProcess(part, folder, java, told, clock));
        }
        without.forEach(service -> children.remove(Part.of(service)));
        if (settings.broker().isPresent()) {
            children.remove(Part.BROKER);
        }
    }

    /**
     * This JVM's own options and class path, with less memory. Its cache of a start serves any
     * garbage collector, but its objects must fit in the heap that a JVM begins with.
     */
    private static List<String> java(String mainClass) {
        List<String> java = new ArrayList<>();
        java.add(
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElseGet(() ->
                                Path.of(
                                                Objects.requireNonNull(
                                                        System.getProperty("java.home")),
                                                "bin",
                                                "java")
                                        .toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> NOT_PASSED_ON.stream().noneMatch(option::startsWith))
                .forEach(java::add);
        java.addAll(List.of(FIRST_HEAP, "-Xmx" + HEAP + "m", "-XX:+UseSerialGC"));
        java.addAll(
                List.of(
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        mainClass,
                        "cluster",
                        "run",
                        PART));
        return java;
    }

    /** Returns when all have stopped, as they were asked to. */
    public void run(StopSignal stop) throws LabException, InterruptedException {
        prepare();
        var stopped = new CountDownLatch(1);
        stop.whenGiven(stopped::countDown);
        DataDir data = settings.data();
        try (var probe = new PartProbe(settings.ports())) {
            ControlFile.ofThisProcess(settings.ports()).writeTo(data);
            while (!stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                look(probe);
            }
            say.accept("stopping");
        } catch (IOException e) {
            throw data.notWritable(e);
        } finally {
            stop();
            forget(data);
        }
    }

    private void prepare() throws LabException {
        folder.checkForm();
        Ports ports = settings.ports();
        List<Ports.Named> needed =
                Part.ports(ports).stream()
                        .filter(port -> children.containsKey(Part.parse(port.what())))
                        .toList();
        Optional<Ports.Named> busy = Ports.firstBusy(needed);
        if (busy.isPresent()) {
            throw new LabException(
                    "port %d (%s): it must be free, another program listens there; stop that or start with another --port-offset"
                            .formatted(busy.get().number(), busy.get().what()));
        }
        try {
            folder.prepare();
            DataDir.deleteTree(folder.flink());
            for (LabService service : LabService.values()) {
                ServiceProcess.forget(service, settings.data());
            }
            if (settings.broker().isPresent()) {
                var _ =
                        BrokerAccess.foreign(
                                settings.broker().get(), settings.data(), settings.environment());
            } else {
                RootLogin.keep(settings.data(), settings.environment());
            }
        } catch (IOException e) {
            throw settings.data().notWritable(e);
        }
    }

    private void look(PartProbe probe) throws IOException, InterruptedException {
        boolean hasChanged = false;
        for (ChildProcess child : children.values()) {
            if (child.isStarted() && !child.isAlive()) {
                child.ended();
                say.accept(
                        "%s ended and starts again (%s)"
                                .formatted(child.part(), child.state().last().orElse("no reason")));
                hasChanged = true;
            } else if (child.isDue() || (isNew(child) && hasWhatItNeeds(child))) {
                child.start();
                hasChanged = true;
            } else if (child.isStarted() && child.hasComeUp(probe)) {
                log.info("part is up part={}", child.part());
                if (isAllUp || child.state().restarts() > 0) {
                    say.accept(child.part() + " is up again");
                }
                hasChanged = true;
            }
        }
        if (hasChanged) {
            PartState.write(folder, states());
            tellOnceAllIsUp();
        }
    }

    private static boolean isNew(ChildProcess child) {
        return !child.isStarted() && child.state().restarts() == 0;
    }

    private boolean hasWhatItNeeds(ChildProcess child) {
        return child.part().needs().stream()
                .flatMap(part -> Stream.ofNullable(children.get(part)))
                .allMatch(ChildProcess::isUp);
    }

    private void tellOnceAllIsUp() {
        if (!isAllUp && children.values().stream().allMatch(ChildProcess::isUp)) {
            isAllUp = true;
            say.accept(
                    "%d processes are up; the page is http://localhost:%d, their logs are in %s"
                            .formatted(
                                    children.size(),
                                    settings.ports().console(),
                                    folder.log(Part.CONSOLE).getParent()));
            say.accept(
                    "./lab cluster status --data %s says how they are; Ctrl-C or ./lab cluster down stops them"
                            .formatted(settings.data()));
        }
    }

    private List<PartState> states() {
        return children.values().stream().map(ChildProcess::state).toList();
    }

    private void stop() throws InterruptedException {
        for (List<Part> together : STOP) {
            List<ChildProcess> ending =
                    together.stream()
                            .flatMap(part -> Stream.ofNullable(children.get(part)))
                            .toList();
            ending.forEach(ChildProcess::askToEnd);
            for (ChildProcess child : ending) {
                child.awaitEnd(ENDS_WITHIN);
            }
        }
    }

    private void forget(DataDir data) {
        try {
            Files.deleteIfExists(data.controlFile());
            Files.deleteIfExists(folder.state());
        } catch (IOException e) {
            log.warn("cluster ends and is still said to run", e);
        }
    }
}
