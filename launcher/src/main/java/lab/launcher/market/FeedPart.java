package lab.launcher.market;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.console.PipelineStatus;
import lab.domain.Pair;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.poller.Poller;
import lab.poller.PollerConfig;
import lab.poller.PollerStatus;
import lab.poller.VenuePollers;
import lab.poller.books.BookHealth;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.feed.FeedHealth;
import lab.poller.live.ExchangeProbe;
import lab.poller.pairs.FollowedPairs;
import lab.topics.BusConnection;

/** The feed that runs, and what everyone has to know about it. */
public final class FeedPart implements LabFeed {
    private final Poller poller;
    private final MarketChoice market;
    private final Optional<LabPairs> pairs;
    private final VenuePollers venues;

    private FeedPart(
            Poller poller, MarketChoice market, Optional<LabPairs> pairs, VenuePollers venues) {
        this.poller = poller;
        this.market = market;
        this.pairs = pairs;
        this.venues = venues;
    }

    /**
     * Chooses the feed that was asked for, or what stands in for it, and notes in the directory
     * which market it holds: what reads the market has to know.
     */
    public static MarketChoice choose(
            LabOptions options, Map<String, String> environment, InstantSource clock)
            throws LabException, InterruptedException {
        FeedSettings settings = FeedSettings.read(environment);
        return MarketChoice.of(
                options,
                exchange ->
                        ExchangeProbe.reachable(
                                exchange.probe(settings.webSocket(exchange)),
                                ExchangeProbe.WAIT_MAX),
                clock);
    }

    /**
     * Starts the feed that was chosen.
     *
     * @param partsBehind that a recording or a simulated market may not outrun
     */
    public static FeedPart start(
            LabOptions options,
            MarketChoice market,
            Map<String, String> environment,
            BusConnection bus,
            Set<String> partsBehind,
            MeterRegistry registry,
            InstantSource clock)
            throws LabException {
        Optional<LabPairs> pairs = LabPairs.open(options, market.feed(), clock);
        PollerConfig config =
                config(options, market.feed(), pairs, environment, bus)
                        .withAheadLimit(options.aheadLimit(partsBehind));
        var poller = new Poller(config, clock, registry);
        try {
            poller.checkPosition();
        } catch (RuntimeException e) {
            poller.close();
            throw new LabException("feed: it must start, " + LabException.reason(e), e);
        }
        FeedSettings settings = FeedSettings.read(environment);
        var venues =
                new VenuePollers(
                        exchange -> beside(exchange, options.data(), settings, bus),
                        registry,
                        clock);
        poller.start();
        var part = new FeedPart(poller, market, pairs, venues);
        pairs.ifPresent(followed -> {
            venues.follow(followed.kept().names());
            followed.drive(part::follow);
        });
        return part;
    }

    /** An exchange that is not the lab's own. */
    private static PollerConfig beside(
            Exchange exchange, DataDir data, FeedSettings settings, BusConnection bus) {
        return PollerConfig.of(
                        new FeedChoice.Live(exchange), data.feed().resolve(exchange.word()), bus)
                .withExchange(
                        settings.webSocket(exchange),
                        settings.rest(exchange),
                        exchange.silenceMax());
    }

    private void follow(List<Pair> wanted) {
        poller.follow(own(wanted));
        venues.follow(wanted);
    }

    /** Those of the lab's own exchange. */
    private static List<Pair> own(List<Pair> all) {
        return all.stream().filter(pair -> pair.venue().isEmpty()).toList();
    }

    private static PollerConfig config(
            LabOptions options,
            FeedChoice choice,
            Optional<LabPairs> pairs,
            Map<String, String> environment,
            BusConnection bus)
            throws LabException {
        PollerConfig config =
                PollerConfig.of(choice, options.data().feed(), bus).withSpeed(options.speed());
        if (pairs.isPresent()) {
            config = config.withPairs(own(pairs.get().kept().names()));
        } else if (!options.pairs().isEmpty()) {
            config = config.withPairs(options.pairs());
        }
        FeedSettings settings = FeedSettings.read(environment);
        if (!(choice instanceof FeedChoice.Live(var exchange))) {
            return settings.books() ? config.withBooks() : config;
        }
        if (options.recording().isPresent()) {
            config = config.withRecording(options.recording().get());
        }
        return config.withExchange(
                settings.webSocket(exchange), settings.rest(exchange), config.silenceMax());
    }

    @Override
    public PipelineStatus.Feed shown() {
        return shown(waitingFor().map("waiting for "::concat));
    }

    @Override
    public PipelineStatus.Feed begun() {
        return shown(Optional.empty());
    }

    private PipelineStatus.Feed shown(Optional<String> wait) {
        return switch (market.feed()) {
            case FeedChoice.Live(var exchange) ->
                    shown(exchange.word(), PipelineStatus.FeedKind.LIVE, wait);
            case FeedChoice.Simulator _ ->
                    shown("simulator", PipelineStatus.FeedKind.SIMULATED, wait);
            case FeedChoice.Recording(var file) ->
                    shown(
                            String.valueOf(file.getFileName()),
                            PipelineStatus.FeedKind.RECORDED,
                            wait);
            case FeedChoice.None _ -> none();
        };
    }

    private PipelineStatus.Feed shown(
            String name, PipelineStatus.FeedKind kind, Optional<String> wait) {
        List<String> told = new ArrayList<>(market.notes());
        PollerStatus status = poller.status();
        if (kind == PipelineStatus.FeedKind.RECORDED
                && !status.exchange().equals(Exchanges.COINBASE.word())) {
            told.add("recorded from " + status.exchange());
        }
        wait.ifPresent(told::add);
        status.incomplete().ifPresent(told::add);
        if (status.conflicting() > 0) {
            told.add(
                    "%d trades came with the id of another and count nowhere"
                            .formatted(status.conflicting()));
        }
        gaps(status.health()).ifPresent(told::add);
        books(status.books()).ifPresent(told::add);
        standings()
                .forEach((pair, standing) ->
                        standing.over()
                                .ifPresent(reason ->
                                        told.add("%s has ended: %s".formatted(pair, reason))));
        venues.statuses().forEach((venue, beside) -> told.add(shown(venue, beside)));
        pairs.flatMap(LabPairs::trouble)
                .ifPresent(reason -> told.add("pairs stay as they were: " + reason));
        return new PipelineStatus.Feed(
                name,
                kind,
                told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told)),
                shownPairs());
    }

    private static String shown(String venue, PollerStatus beside) {
        String state = beside.connected() ? "connected" : "not connected";
        List<String> told = new ArrayList<>();
        told.add("beside it " + venue + ", " + beside.trouble().orElse(state));
        gaps(beside.health()).ifPresent(told::add);
        books(beside.books()).ifPresent(told::add);
        return String.join("; ", told);
    }

    private SortedMap<Pair, FollowedPairs.Standing> standings() {
        var all = new TreeMap<>(poller.pairs());
        all.putAll(venues.pairs());
        return all;
    }

    /** How each pair stands, those of a recording as far as it has shown any. */
    List<PipelineStatus.FollowedPair> shownPairs() {
        SortedMap<Pair, FollowedPairs.Standing> standings = standings();
        if (pairs.isEmpty()) {
            return standings.entrySet().stream()
                    .map(entry -> shown(entry.getKey(), Optional.empty(), entry.getValue()))
                    .toList();
        }
        return pairs.get().kept().pairs().stream()
                .map(followed ->
                        shown(
                                followed.pair(),
                                Optional.of(followed.since()),
                                standings.getOrDefault(
                                        followed.pair(), FollowedPairs.Standing.NEW)))
                .toList();
    }

    private static PipelineStatus.FollowedPair shown(
            Pair pair, Optional<Instant> since, FollowedPairs.Standing standing) {
        String state = standing.newestTick().isPresent() ? "live" : "waiting";
        return new PipelineStatus.FollowedPair(
                pair.name(),
                since,
                standing.over().isPresent() ? "ended" : state,
                standing.over(),
                standing.newestTick());
    }

    /** Follows one more pair, if there is one of that name as far as can be told. */
    void add(Pair pair) throws LabException, InterruptedException {
        LabPairs changed = changeable(pair);
        Pair named = changed.named(pair);
        if (changed.kept().find(named).isEmpty()) {
            Optional<String> refusal = refuses(named, changed.exchange(named));
            if (refusal.isPresent()) {
                throw new LabException(
                        "pair %s: it must be one that can be followed, is not; %s"
                                .formatted(named, refusal.get()));
            }
        }
        changed.add(named);
    }

    private Optional<String> refuses(Pair named, Exchange exchange) throws InterruptedException {
        return named.venue().isEmpty() ? poller.refuses(named) : venues.refuses(named, exchange);
    }

    void remove(Pair pair) throws LabException {
        changeable(pair).remove(pair);
    }

    private LabPairs changeable(Pair pair) throws LabException {
        if (pairs.isEmpty()) {
            throw new LabException(
                    "pair %s: the lab must be able to choose its pairs, its feed %s gives those that it has"
                            .formatted(pair, poller.status().feed()));
        }
        return pairs.get();
    }

    private static Optional<String> gaps(FeedHealth health) {
        return health.gapsByTradeId() + health.gapsBySequence() == 0
                ? Optional.empty()
                : Optional.of(
                        "gaps: %d seen by trade id, %d by sequence; of their trades %d filled, %d missing, %d lost"
                                .formatted(
                                        health.gapsByTradeId(),
                                        health.gapsBySequence(),
                                        health.tradesFilled(),
                                        health.tradesMissing(),
                                        health.tradesLost()));
    }

    private static Optional<String> books(BookHealth books) {
        return books.trouble()
                .map(reason ->
                        "order books: %d of %d in step; %s"
                                .formatted(books.inStep(), books.pairs(), reason));
    }

    public static PipelineStatus.Feed none() {
        return new PipelineStatus.Feed(
                "none", PipelineStatus.FeedKind.NONE, Optional.of("other clients publish"));
    }

    @Override
    public boolean isEnded() {
        return poller.status().ended();
    }

    @Override
    public Optional<String> failure() {
        return poller.status().failure();
    }

    @Override
    public Optional<String> waitingFor() {
        return poller.status().waitingFor();
    }

    @Override
    public Optional<String> incomplete() {
        return poller.status().incomplete();
    }

    @Override
    public long conflicting() {
        return poller.status().conflicting();
    }

    @Override
    public Optional<Instant> newestEventTime() {
        return poller.status().newestEventTime();
    }

    @Override
    public Optional<String> trouble() {
        return poller.status().trouble().or(this::troubleBeside);
    }

    private Optional<String> troubleBeside() {
        return venues.statuses().entrySet().stream()
                .flatMap(venue ->
                        venue.getValue().trouble().stream()
                                .map(reason -> venue.getKey() + ": " + reason))
                .findFirst();
    }

    @Override
    public void close() {
        pairs.ifPresent(LabPairs::close);
        venues.close();
        poller.close();
    }
}
