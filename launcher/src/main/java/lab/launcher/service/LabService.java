package lab.launcher.service;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;

/** The services that the lab starts within itself, or leaves to processes of their own. */
public enum LabService {
    /** Finds similar past patterns. */
    LANCER(LancerPart.SERVICE),
    /** Comments on the market. */
    ANALYST(AnalystPart.SERVICE),
    /** The paper desk: strategies, risk, orders, the audit. */
    CONSENSUS(DeskPart.SERVICE);

    /** The one part behind the feed that is a job. */
    private static final String CLEARING = "clearing";

    /** Its start is a method of its class, and keeps nothing. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Service service;

    LabService(Service service) {
        this.service = service;
    }

    /** As in file names, and as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By its name as users write it.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static LabService parse(String name) {
        return Stream.of(values())
                .filter(service -> service.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "service: must be one of %s, was %s".formatted(names(), name)));
    }

    private static String names() {
        return Stream.of(values()).map(LabService::toString).collect(Collectors.joining(", "));
    }

    /** The one that says on the bus under this name how far it has come. */
    public static Optional<LabService> ofProgress(String name) {
        return Stream.of(values())
                .filter(service -> service.service.progress().filter(name::equals).isPresent())
                .findFirst();
    }

    /** The parts that say on the bus how far they have come, and that no feed may outrun. */
    public static Set<String> behindFeed() {
        return Stream.concat(
                        Stream.of(CLEARING),
                        Stream.of(values()).flatMap(service -> service.service.progress().stream()))
                .collect(Collectors.toUnmodifiableSet());
    }

    public Service service() {
        return service;
    }

    /** Where it listens. */
    public Ports.Named port(Ports ports) {
        return new Ports.Named(service.title(), on(ports));
    }

    /** The number of that port. */
    public int on(Ports ports) {
        return ports.at(service.port());
    }

    /** Starts it in this process, whoever's that is. */
    public ServicePart start(ServiceContext context) throws LabException {
        return service.start().start(context);
    }
}
