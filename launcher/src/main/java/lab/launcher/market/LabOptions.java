package lab.launcher.market;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.domain.Pair;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;
import lab.poller.AheadLimit;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;

/**
 * What a lab is started with; what does not go together is refused here.
 *
 * @param isFeedGiven whether the user named the feed, or it is the usual one
 * @param speed of a recording or a simulated market
 * @param maxAhead how far a recording or a simulated market may outrun the parts behind it, in
 *     event time
 * @param pairs to follow; the feed's own choice if empty
 * @param recording where to write down what the exchange sends
 * @param untilEnd whether to stop once every tier holds all that the feed had
 * @param broker one that runs already, instead of an embedded one
 * @param without services that are left to processes of their own
 * @param terms what clearing shall cost from now on
 */
public record LabOptions(
        DataDir data,
        Ports ports,
        FeedChoice feed,
        boolean isFeedGiven,
        Speed speed,
        Duration maxAhead,
        List<Pair> pairs,
        Optional<Path> recording,
        boolean untilEnd,
        Optional<BrokerAddress> broker,
        Set<LabService> without,
        int parallelism,
        TermsSettings terms) {

    public LabOptions {
        pairs = List.copyOf(pairs);
        without = Set.copyOf(without);
        boolean isPaced =
                feed instanceof FeedChoice.Recording || feed instanceof FeedChoice.Simulator;
        check(isPaced || speed.equals(Speed.AS_RECORDED), "--speed", "--feed file: or simulator");
        boolean isBounded =
                feed instanceof FeedChoice.Recording
                        || (feed instanceof FeedChoice.Simulator(_, var events)
                                && events.isPresent());
        check(
                !untilEnd || isBounded,
                "--until-end",
                "--feed file:, or --feed simulator with --events");
        check(
                recording.isEmpty() || feed instanceof FeedChoice.Live,
                "--record",
                "--feed " + Exchanges.words());
        if (feed instanceof FeedChoice.Recording(var path) && !Files.isReadable(path)) {
            throw new IllegalArgumentException("--feed: a recording must be readable, was " + path);
        }
        if (!AheadLimit.isAllowed(maxAhead)) {
            throw new IllegalArgumentException(
                    "--max-ahead: must be %d seconds or more, was %d"
                            .formatted(AheadLimit.MAX_LEAST.toSeconds(), maxAhead.toSeconds()));
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "--parallelism: must be at least 1, was " + parallelism);
        }
    }

    /** With terms as they are. */
    public LabOptions(
            DataDir data,
            Ports ports,
            FeedChoice feed,
            boolean isFeedGiven,
            Speed speed,
            Duration maxAhead,
            List<Pair> pairs,
            Optional<Path> recording,
            boolean untilEnd,
            Optional<BrokerAddress> broker,
            Set<LabService> without,
            int parallelism) {
        this(
                data,
                ports,
                feed,
                isFeedGiven,
                speed,
                maxAhead,
                pairs,
                recording,
                untilEnd,
                broker,
                without,
                parallelism,
                TermsSettings.NONE);
    }

    /** How far the feed may be ahead of these parts. */
    AheadLimit aheadLimit(Set<String> parts) {
        return new AheadLimit(parts, maxAhead);
    }

    private static void check(boolean holds, String option, String wants) {
        if (!holds) {
            throw new IllegalArgumentException("%s: goes with %s".formatted(option, wants));
        }
    }
}
