package lab.launcher.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;

/** The parts of a lab that are a process each, in an order in which each needs earlier ones. */
public enum Part {
    ZOOKEEPER(2181, Asked.PORT, 96),
    BROKER(8090, Asked.PORT, 256),
    FLUSS_TABLET_0(9124, Asked.PORT, 320, ZOOKEEPER),
    FLUSS_TABLET_1(9125, Asked.PORT, 320, ZOOKEEPER),
    FLUSS_COORDINATOR(9123, Asked.PORT, 160, FLUSS_TABLET_0, FLUSS_TABLET_1),
    FLINK_JOBMANAGER(8081, Asked.FLINK, 400, ZOOKEEPER),
    FLINK_TASKMANAGER_0(8081, Asked.FLINK_WORKER, 800, FLINK_JOBMANAGER),
    FLINK_TASKMANAGER_1(8081, Asked.FLINK_WORKER, 800, FLINK_JOBMANAGER),
    POLLER(8001, Asked.HEALTH, 256, BROKER),
    SUBMITTER(8002, Asked.HEALTH, 500, POLLER, FLUSS_COORDINATOR, FLINK_JOBMANAGER),
    LANCER(LabService.LANCER.service().port(), Asked.HEALTH, 320, POLLER),
    ANALYST(LabService.ANALYST.service().port(), Asked.HEALTH, 256, POLLER),
    CONSENSUS(LabService.CONSENSUS.service().port(), Asked.HEALTH, 320, POLLER),
    CONSOLE(8080, Asked.HEALTH, 400, POLLER, FLUSS_COORDINATOR);

    /** How one finds out whether it works. */
    enum Asked {
        /** Somebody listens. */
        PORT,
        /** Flink's page answers. */
        FLINK,
        /** The job manager knows it. */
        FLINK_WORKER,
        /** It says so at {@code /api/health}. */
        HEALTH
    }

    private final int port;
    private final Asked asked;
    private final int heapMegabytes;

    @SuppressWarnings("ImmutableEnumChecker") // it is a copy
    private final List<Part> needs;

    Part(int port, Asked asked, int heapMegabytes, Part... needs) {
        this.port = port;
        this.asked = asked;
        this.heapMegabytes = heapMegabytes;
        this.needs = List.of(needs);
    }

    /** Reads a part's name, such as {@code fluss-tablet-0}. */
    public static Part parse(String name) {
        return Stream.of(values())
                .filter(part -> part.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "part: must be one of %s, was '%s'"
                                        .formatted(
                                                Arrays.stream(values())
                                                        .map(Part::toString)
                                                        .collect(Collectors.joining(", ")),
                                                name)));
    }

    /** The part that is a service. */
    static Part of(LabService service) {
        return switch (service) {
            case LANCER -> LANCER;
            case ANALYST -> ANALYST;
            case CONSENSUS -> CONSENSUS;
        };
    }

    /** All ports that a cluster listens on, beside those that Flink's parts choose themselves. */
    public static List<Ports.Named> ports(Ports ports) {
        return Stream.of(values())
                .filter(part -> part.asked != Asked.FLINK_WORKER)
                .map(part -> new Ports.Named(part.toString(), part.port(ports)))
                .toList();
    }

    /** Where it is asked how it is; most listen there. */
    int port(Ports ports) {
        return ports.at(port);
    }

    Asked asked() {
        return asked;
    }

    /** Whether it says itself when it has come up; of Flink's own one sees it. */
    boolean tellsReady() {
        return asked == Asked.PORT || asked == Asked.HEALTH;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /** What has to be up before it is started for the first time. */
    List<Part> needs() {
        return needs;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
