package lab.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lab.console.desk.DeskReport;
import lab.console.desk.DeskWatch;
import lab.console.desk.EquityHistory;
import lab.console.market.CandleRow;
import lab.console.market.HistoryRefresher;
import lab.console.market.LiveMarket;
import lab.console.market.PriceRow;
import lab.console.service.Commentary;
import lab.console.service.PairQuestion;
import lab.console.service.Signal;
import lab.domain.Pair;
import lab.servicekit.http.EventStream;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/** What the console answers. */
final class ConsoleRoutes implements Router.Routes {
    private static final int MINUTES_BY_DEFAULT = 60;
    private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(2);

    private final LiveMarket market;
    private final HistoryRefresher history;
    private final DeskWatch desk;
    private final PairQuestion<Signal> patterns;
    private final PairQuestion<Commentary> commentary;
    private final Supplier<PipelineStatus> status;
    private final PastRuns runs;
    private final InstantSource clock;

    ConsoleRoutes(
            LiveMarket market,
            HistoryRefresher history,
            DeskWatch desk,
            PairQuestion<Signal> patterns,
            PairQuestion<Commentary> commentary,
            Supplier<PipelineStatus> status,
            PastRuns runs,
            InstantSource clock) {
        this.market = market;
        this.history = history;
        this.desk = desk;
        this.patterns = patterns;
        this.commentary = commentary;
        this.status = status;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/prices", request -> prices())
                .json("/api/candles/{pair}", this::candles)
                .json("/api/status", request -> status.get())
                .json("/api/desk", request -> desk())
                .json("/api/patterns/{pair}", request -> patterns.answer(request.pair()))
                .json("/api/commentary/{pair}", request -> commentary.answer(request.pair()))
                .json("/api/runs", request -> runs.newest())
                .json("/api/runs/{id}", this::run)
                .events("/api/stream", this::stream);
    }

    private JsonNode run(RequestView request) {
        String id = request.segment("id");
        return runs.find(id)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "run: must be one of those that /api/runs lists, was " + id));
    }

    /** The paper desk as it was last seen, with what it did and how its accounts went. */
    record DeskAnswer(
            @JsonUnwrapped DeskReport report,
            List<DeskReport.Execution> executions,
            List<EquityHistory.Line> equity) {}

    private DeskAnswer desk() {
        return new DeskAnswer(desk.report(), desk.executions(), desk.equity().lines());
    }

    private List<PriceRow> prices() {
        return market.prices(0).rows();
    }

    private List<CandleRow> candles(RequestView request) {
        Pair pair = request.pair();
        int minutes = minutes(request);
        history.want(pair);
        try {
            history.awaitFirst(pair, HISTORY_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<CandleRow> rows = market.candles(pair, minutes, 0).rows();
        if (rows.isEmpty() && !market.knows(pair)) {
            throw ProblemException.notFound("pair: must be one that the lab knows, was " + pair);
        }
        return rows;
    }

    private void stream(EventStream client, RequestView request) throws InterruptedException {
        Optional<Pair> pair = request.pair("pair");
        var session =
                new StreamSession(
                        client, market, history, desk, status, clock, pair, minutes(request));
        do {
            session.step();
        } while (client.pause(StreamSession.TURN));
    }

    private static int minutes(RequestView request) {
        return request.parameter("minutes", MINUTES_BY_DEFAULT, 1, LiveMarket.MINUTES_MAX);
    }
}
