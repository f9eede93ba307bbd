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
 * @param environment holds the services' settings
 */
record PartSurroundings(
        DataDir data,
        Ports ports,
        Map<String, String> environment,
        BusConnection bus,
        TierSettings tiers,
        PrometheusMeterRegistry registry,
        InstantSource clock) {

    PartSurroundings {
        environment = Map.copyOf(environment);
    }

    /** Of the lab in a data directory. */
    static PartSurroundings of(
            DataDir data,
            Ports ports,
            Map<String, String> environment,
            BrokerAccess access,
            InstantSource clock) {
        return new PartSurroundings(
                data,
                ports,
                environment,
                access.connection(),
                Tiers.of(data, ports, access.address(), access.user(), access.passwordFile()),
                Metrics.registry(),
                clock);
    }

    /** On a market whose times are by this clock. */
    PartSurroundings on(MarketClock marketClock) {
        return new PartSurroundings(
                data, ports, environment, bus, tiers.withClock(marketClock), registry, clock);
    }

    /** What changes state wants it. */
    TokenFile token() {
        return TokenFile.openOrCreate(data.token());
    }
}
