package lab.launcher.market;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.console.PipelineStatus;
import lab.launcher.directory.LabException;
import lab.poller.FeedChoice;
import lab.poller.Poller;
import lab.poller.PollerConfig;
import lab.poller.PollerStatus;
import lab.poller.books.BookHealth;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.FeedHealth;
import lab.poller.live.ExchangeProbe;
import lab.topics.BusConnection;

/** The feed that runs, and what everyone has to know about it. */
public final class FeedPart implements LabFeed {
    private final Poller poller;
    private final MarketChoice market;

    private FeedPart(Poller poller, MarketChoice market) {
        this.poller = poller;
        this.market = market;
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
        PollerConfig config =
                config(options, market.feed(), environment, bus)
                        .withAheadLimit(options.aheadLimit(partsBehind));
        var poller = new Poller(config, clock, registry);
        try {
            poller.checkPosition();
        } catch (RuntimeException e) {
            poller.close();
            throw new LabException("feed: it must start, " + LabException.reason(e), e);
        }
        poller.start();
        return new FeedPart(poller, market);
    }

    private static PollerConfig config(
            LabOptions options,
            FeedChoice choice,
            Map<String, String> environment,
            BusConnection bus)
            throws LabException {
        PollerConfig config =
                PollerConfig.of(choice, options.data().feed(), bus).withSpeed(options.speed());
        if (!options.pairs().isEmpty()) {
            config = config.withPairs(options.pairs());
        }
        if (!(choice instanceof FeedChoice.Live(var exchange))) {
            return config;
        }
        if (options.recording().isPresent()) {
            config = config.withRecording(options.recording().get());
        }
        FeedSettings settings = FeedSettings.read(environment);
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
        return new PipelineStatus.Feed(
                name,
                kind,
                told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told)));
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
        return poller.status().trouble();
    }

    @Override
    public void close() {
        poller.close();
    }
}
