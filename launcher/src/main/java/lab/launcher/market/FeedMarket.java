package lab.launcher.market;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.MarketClock;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.launcher.service.DeskChoice;
import lab.launcher.service.LabService;
import lab.poller.exchange.FeedChoice;
import lab.poller.playback.RecordingFeed;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.Router;
import lab.topics.BusConnection;
import lab.topics.BusException;

/** The market of a feed: an exchange, a recording, the simulator, or other clients. */
public final class FeedMarket implements MarketSource {
    private final LabOptions options;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private volatile Optional<MarketChoice> chosen = Optional.empty();
    private volatile Optional<FeedPart> started = Optional.empty();
    private volatile MarketClock marketClock = MarketClock.REAL;

    public FeedMarket(LabOptions options, Map<String, String> settings, InstantSource clock) {
        this.options = options;
        this.settings = Map.copyOf(settings);
        this.clock = clock;
    }

    @Override
    public void check() throws LabException {
        MarketChoice.check(options);
        options.terms()
                .checkVenues(
                        options.feed() instanceof FeedChoice.Live(var own)
                                ? Optional.of(own)
                                : Optional.empty());
        if (options.feed() instanceof FeedChoice.Live(var exchange) && !options.pairs().isEmpty()) {
            var venues = new Venues(exchange, true);
            venues.check(venues.named(options.pairs()));
        }
    }

    @Override
    public MarketClock choose() throws LabException, InterruptedException {
        chosen = Optional.of(FeedPart.choose(options, settings, clock));
        marketClock = MarketOfDirectory.clock(options.data());
        return marketClock;
    }

    @Override
    public List<String> prepare(BusConnection bus) throws LabException, InterruptedException {
        try {
            return new TermsDesk(bus, Environment.live(options.data()).stream(), marketClock, clock)
                    .settle(options.terms(), chosen.orElseThrow().feed()).stream()
                            .map(TermsDesk::said)
                            .toList();
        } catch (BusException e) {
            throw new LabException("terms: they must be written down, " + e.getMessage(), e);
        }
    }

    @Override
    public boolean hasBooks() {
        return switch (chosen.orElseThrow().feed()) {
            case FeedChoice.Live _ -> true; // a pair of an exchange with books may come at any time
            case FeedChoice.Recording(var file) -> RecordingFeed.hasBooks(file, options.pairs());
            case FeedChoice.Simulator _ -> FeedSettings.checked(settings).books();
            case FeedChoice.None _ -> false;
        };
    }

    @Override
    public List<Router.Routes> routes() {
        return List.of(
                new PairsRoutes(() ->
                        started.orElseThrow(() ->
                                ProblemException.unavailable(
                                        "pairs: the feed must be up, it is starting"))));
    }

    /** Without a feed the market is somebody else's, and so is the trading. */
    @Override
    public DeskChoice desk() {
        return options.feed() instanceof FeedChoice.None
                ? DeskChoice.RESTS
                : DeskChoice.OF_SETTINGS;
    }

    @Override
    public LabFeed start(BusConnection bus, MeterRegistry registry) throws LabException {
        FeedPart feed =
                FeedPart.start(
                        options,
                        chosen.orElseThrow(),
                        settings,
                        bus,
                        LabService.behindFeed(),
                        registry,
                        clock);
        started = Optional.of(feed);
        return feed;
    }
}
