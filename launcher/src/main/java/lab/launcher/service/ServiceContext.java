package lab.launcher.service;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import lab.domain.MarketClock;
import lab.flink.sql.job.TierSettings;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.Ports;
import lab.launcher.tables.Tiers;
import lab.servicekit.Metrics;
import lab.servicekit.http.TokenFile;
import lab.topics.BusConnection;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/**
 * What every service of a lab is given, whichever process it runs in.
 *
 * @param environment whose market it looks at
 * @param ports where services listen
 * @param settings of the services, as the process was given them
 * @param desk which desk goes with the market
 */
public record ServiceContext(
        Environment environment,
        Ports ports,
        Map<String, String> settings,
        BusConnection bus,
        TierSettings tiers,
        DeskChoice desk,
        PrometheusMeterRegistry registry,
        InstantSource clock) {

    /** What is not sent by then is sent by the next start. */
    private static final Duration ANNOTATIONS_CLOSE_DEADLINE = Duration.ofMillis(500);

    public ServiceContext {
        settings = Map.copyOf(settings);
    }

    /**
     * Of an environment whose market is not known yet.
     *
     * @param servers where Fluss is
     */
    public static ServiceContext of(
            Environment environment,
            Ports ports,
            Ports servers,
            Map<String, String> settings,
            BrokerAccess access,
            InstantSource clock) {
        return new ServiceContext(
                environment,
                ports,
                settings,
                access.connection(),
                Tiers.of(environment, servers, access),
                DeskChoice.OF_SETTINGS,
                Metrics.registry(),
                clock);
    }

    /** Brings what a service marks on the chart to the bus. */
    BusProducer annotations() {
        return new BusProducer(
                bus,
                stream(),
                ProducerConfig.DEFAULT.withCloseDeadline(ANNOTATIONS_CLOSE_DEADLINE));
    }

    /** On a market whose times are by this clock, and with the desk that goes with it. */
    public ServiceContext on(MarketClock marketClock, DeskChoice choice) {
        return new ServiceContext(
                environment,
                ports,
                settings,
                bus,
                tiers.withClock(marketClock),
                choice,
                registry,
                clock);
    }

    /** Of the bus. */
    String stream() {
        return environment.stream();
    }

    /** Where services keep what they know. */
    DataDir own() {
        return environment.own();
    }

    /** What changes state wants it. */
    public TokenFile token() {
        return TokenFile.openOrCreate(environment.data().token());
    }

    /** Where a service of this environment answers, in whichever process. */
    URI address(LabService service) {
        return URI.create("http://127.0.0.1:%d".formatted(service.on(ports)));
    }
}
