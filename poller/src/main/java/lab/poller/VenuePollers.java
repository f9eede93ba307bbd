package lab.poller;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lab.domain.Pair;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.poller.pairs.FollowedPairs;

/**
 * The exchanges beside a lab's own. Each of which a pair is followed has a poller of its own, with
 * its own socket, clock and position in a folder of its own, so one that is away or wrong costs the
 * others nothing.
 */
public final class VenuePollers implements AutoCloseable {
    private final Function<Exchange, PollerConfig> configs;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final SortedMap<String, Poller> pollers = new TreeMap<>();
    private boolean isFirst = true;

    /**
     * @param configs how each is heard, with a folder of its own, whatever its pairs
     */
    public VenuePollers(
            Function<Exchange, PollerConfig> configs, MeterRegistry registry, InstantSource clock) {
        this.configs = configs;
        this.registry = registry;
        this.clock = clock;
    }

    /** Follows those of these pairs that have a venue in their names, and no others. */
    public synchronized void follow(List<Pair> pairs) {
        for (Exchange exchange : Exchanges.ALL) {
            Optional<String> venue = Optional.of(exchange.word());
            List<Pair> wanted = pairs.stream().filter(it -> it.venue().equals(venue)).toList();
            Poller poller = pollers.get(exchange.word());
            if (poller == null && (!wanted.isEmpty() || isToBeLeft(exchange))) {
                poller = poller(exchange, wanted);
                pollers.put(exchange.word(), poller);
                poller.start();
            }
            if (poller == null) {
                continue;
            }
            if (wanted.isEmpty()) {
                leave(exchange, poller);
            } else {
                poller.follow(wanted);
            }
        }
        isFirst = false;
    }

    /** Its pairs may have been removed while the lab was down, so that they were not told of it. */
    private boolean isToBeLeft(Exchange exchange) {
        return isFirst && Files.isDirectory(configs.apply(exchange).feedFolder());
    }

    private void leave(Exchange exchange, Poller poller) {
        pollers.remove(exchange.word());
        try {
            poller.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Poller poller(Exchange exchange, List<Pair> wanted) {
        return new Poller(configs.apply(exchange).beside(wanted), clock, registry);
    }

    /** Why an exchange will not give a pair, as far as that can be found out. */
    public Optional<String> refuses(Pair pair, Exchange exchange) throws InterruptedException {
        Optional<Poller> known = poller(exchange);
        if (known.isPresent()) {
            return known.get().refuses(pair);
        }
        try (var asked = poller(exchange, List.of(pair))) {
            return asked.refuses(pair);
        }
    }

    private synchronized Optional<Poller> poller(Exchange exchange) {
        return Optional.ofNullable(pollers.get(exchange.word()));
    }

    private synchronized SortedMap<String, Poller> pollers() {
        return new TreeMap<>(pollers);
    }

    /** How each of their pairs stands. */
    public SortedMap<Pair, FollowedPairs.Standing> pairs() {
        var all = new TreeMap<Pair, FollowedPairs.Standing>();
        pollers().values().forEach(poller -> all.putAll(poller.pairs()));
        return all;
    }

    /** By name. */
    public SortedMap<String, PollerStatus> statuses() {
        var all = new TreeMap<String, PollerStatus>();
        pollers().forEach((name, poller) -> all.put(name, poller.status()));
        return all;
    }

    @Override
    public synchronized void close() {
        pollers.values().forEach(Poller::close);
    }
}
