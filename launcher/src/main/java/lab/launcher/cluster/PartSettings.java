package lab.launcher.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.flink.sql.cluster.SessionSettings;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.market.FeedSettings;
import lab.launcher.market.LabOptions;
import lab.launcher.market.TermsSettings;
import lab.poller.AheadLimit;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;

/**
 * What a part is told, all of it by variables of its environment: a container is told in the same
 * way. The services' own settings go with them.
 */
public final class PartSettings {
    public static final String DATA = "LAB_DATA";
    public static final String PORT_OFFSET = "LAB_PORT_OFFSET";
    public static final String PARALLELISM = "LAB_PARALLELISM";
    public static final String IGGY = "LAB_IGGY";
    public static final String FEED = "LAB_FEED";
    public static final String SPEED = "LAB_SPEED";
    public static final String SEED = "LAB_SEED";
    public static final String EVENTS = "LAB_EVENTS";
    public static final String MAX_AHEAD = "LAB_MAX_AHEAD";
    public static final String PAIRS = "LAB_PAIRS";

    /** All that people set. */
    static final List<String> NAMES =
            List.of(
                    DATA,
                    PORT_OFFSET,
                    PARALLELISM,
                    IGGY,
                    FEED,
                    SPEED,
                    SEED,
                    EVENTS,
                    MAX_AHEAD,
                    PAIRS);

    /** Of one life of the cluster: Flink's jobs of an earlier one are not taken over. */
    static final String RUN = "LAB_CLUSTER_RUN";

    /** Of whoever watches over the parts; with it they end. */
    static final String SUPERVISOR = "LAB_CLUSTER_SUPERVISOR";

    /** Whether no other part can live. */
    static final String FIRST = "LAB_CLUSTER_FIRST";

    private final Map<String, String> environment;

    public PartSettings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    Map<String, String> environment() {
        return environment;
    }

    DataDir data() {
        return new DataDir(Path.of(text(DATA).orElse("data")));
    }

    Ports ports() {
        return new Ports((int) number(PORT_OFFSET).orElse(0));
    }

    private int parallelism() {
        return (int) number(PARALLELISM).orElse(1);
    }

    Optional<BrokerAddress> broker() {
        return text(IGGY).map(BrokerAddress::parse);
    }

    String run() {
        return text(RUN).orElse("lab");
    }

    OptionalLong supervisor() {
        return number(SUPERVISOR);
    }

    boolean isFirst() {
        return text(FIRST).isPresent();
    }

    /** How the broker is logged in to; whoever runs an embedded one has written that down. */
    BrokerAccess access() throws LabException {
        Optional<BrokerAddress> foreign = broker();
        return foreign.isPresent()
                ? BrokerAccess.foreign(foreign.get(), data(), environment)
                : BrokerAccess.ofLab(data(), ports());
    }

    ClusterFolder folder() {
        return new ClusterFolder(data());
    }

    SessionSettings session(Part part) {
        return new SessionSettings(
                "127.0.0.1:" + ports().zookeeper(),
                run(),
                folder().flink(),
                folder().tmp(part),
                ports().flinkRest(),
                parallelism());
    }

    /**
     * What the market and the jobs are started with.
     *
     * @throws IllegalArgumentException if it does not go together
     */
    public LabOptions options() {
        String asked = text(FEED).orElseGet(() -> FeedSettings.checked(environment).exchange());
        Speed speed = text(SPEED).map(Speed::parse).orElse(Speed.AS_RECORDED);
        OptionalLong ahead = number(MAX_AHEAD);
        return new LabOptions(
                data(),
                ports(),
                FeedChoice.parse(asked, number(SEED), number(EVENTS)),
                text(FEED).isPresent(),
                speed,
                ahead.isPresent()
                        ? Duration.ofSeconds(ahead.getAsLong())
                        : speed.equals(Speed.MAX)
                                ? AheadLimit.MAX_AT_FULL_SPEED
                                : AheadLimit.MAX_USUAL,
                text(PAIRS).stream()
                        .flatMap(pairs -> Stream.of(pairs.split(",", -1)))
                        .map(Pair::new)
                        .toList(),
                Optional.empty(),
                false,
                broker(),
                Set.of(),
                parallelism(),
                TermsSettings.read(environment, List.of()));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private OptionalLong number(String name) {
        Function<String, OptionalLong> parse =
                text -> {
                    try {
                        return OptionalLong.of(Long.parseLong(text));
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(
                                "%s: must be a number, was '%s'".formatted(name, text), e);
                    }
                };
        return text(name).map(parse).orElse(OptionalLong.empty());
    }
}
