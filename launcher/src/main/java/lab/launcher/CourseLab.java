package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.Brokers;
import lab.launcher.bus.BusProgress;
import lab.launcher.bus.BusSettings;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.market.FeedMarket;
import lab.launcher.market.FeedPart;
import lab.launcher.market.LabOptions;
import lab.launcher.market.MarketChoice;
import lab.launcher.process.DataDirLock;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusTopics;
import lab.topics.Topic;

/** Labs that go only as far as a phase of the course does. */
public final class CourseLab {
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private CourseLab() {}

    /** The whole of a market with some of the jobs, and with the services that are not left out. */
    public static LabRun run(
            LabOptions options,
            List<String> jobs,
            LabRun.Watch watch,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say,
            Consumer<String> complain,
            DataDirLock lock) {
        var plan =
                new LabPlan(
                        Environment.live(options.data()),
                        options.ports(),
                        options.ports(),
                        false,
                        Optional.empty(),
                        options.without(),
                        jobs,
                        options.parallelism(),
                        false,
                        new FeedMarket(options, settings, clock));
        return new LabRun(plan, true, watch, settings, clock, say, complain, lock);
    }

    /** The whole of a market on the bus, and nobody who reads it. */
    public static void fillBus(
            LabOptions options,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say)
            throws LabException, InterruptedException {
        BusSettings kept = BusSettings.read(settings);
        MarketChoice choice = FeedPart.choose(options, settings, clock);
        try (EmbeddedBroker broker =
                        Brokers.embedded(options.data(), options.ports(), kept, clock);
                var registry =
                        new Registry(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            BusConnection bus =
                    BrokerAccess.embedded(options.data(), options.ports(), broker.root())
                            .connection();
            BusTopics.ensure(bus, Bus.LIVE_STREAM, kept.kept(), TOPICS_WITHIN);
            say.accept("Iggy listens on 127.0.0.1:%d".formatted(options.ports().iggy()));
            try (var feed =
                            FeedPart.start(
                                    options,
                                    choice,
                                    settings,
                                    bus,
                                    Set.of(),
                                    registry.meters(),
                                    clock);
                    var progress = new BusProgress(bus, Bus.LIVE_STREAM)) {
                while (!feed.isEnded()) {
                    Optional<String> failure = feed.failure();
                    if (failure.isPresent()) {
                        throw new LabException(failure.get());
                    }
                    Thread.sleep(BETWEEN_LOOKS);
                }
                BusProgress.Ends ends = progress.ends();
                for (Topic topic : Topic.values()) {
                    say.accept(
                            "%-12s %,10d messages"
                                    .formatted(topic.topicName(), ends.messages(topic)));
                }
            }
        } catch (BusException e) {
            throw new LabException("bus: it must take the market, " + e.getMessage(), e);
        }
    }

    private record Registry(PrometheusMeterRegistry meters) implements AutoCloseable {
        @Override
        public void close() {
            meters.close();
        }
    }
}
