package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import lab.domain.MarketClock;
import lab.flink.sql.TierSettings;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;
import lab.topics.BusConnection;

/**
 * What every service of a lab is given, whichever process it runs in.
 *
 * @param environment whose market it looks at
 * @param ports where services listen
 * @param settings of the services, as the process was given them
 */
record PartSurroundings(
        Environment environment,
        Ports ports,
        Map<String, String> settings,
        BusConnection bus,
        TierSettings tiers,
        PrometheusMeterRegistry registry,
        InstantSource clock) {

    PartSurroundings {
        settings = Map.copyOf(settings);
    }

    /**
     * Of an environment.
     *
     * @param servers where Fluss is
     */
    static PartSurroundings of(
            Environment environment,
            Ports ports,
            Ports servers,
            Map<String, String> settings,
            BrokerAccess access,
            InstantSource clock) {
        return new PartSurroundings(
                environment,
                ports,
                settings,
                access.connection(),
                Tiers.of(environment, servers, access),
                Metrics.registry(),
                clock);
    }

    /** On a market whose times are by this clock. */
    PartSurroundings on(MarketClock marketClock) {
        return new PartSurroundings(
                environment, ports, settings, bus, tiers.withClock(marketClock), registry, clock);
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
    TokenFile token() {
        return TokenFile.openOrCreate(environment.data().token());
    }
}
