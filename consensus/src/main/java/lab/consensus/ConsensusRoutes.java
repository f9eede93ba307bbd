package lab.consensus;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lab.consensus.audit.performance.Luck;
import lab.consensus.core.AccountView;
import lab.consensus.core.TradeRow;
import lab.consensus.desk.DeskView;
import lab.consensus.desk.KillSwitch;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;

/** What the desk answers. */
final class ConsensusRoutes implements Router.Routes {
    private static final int MINUTES_BY_DEFAULT = 60;
    private static final int MINUTES_MAX = 240;
    private static final int TRADES_BY_DEFAULT = 50;
    private static final int TRADES_MAX = 1_000;

    private final Supplier<DeskView> desk;
    private final KillSwitch killSwitch;
    private final Supplier<Optional<String>> pricesUnknown;
    private final Supplier<Map<String, Luck>> luck;

    /**
     * Answers for a desk.
     *
     * @param pricesUnknown why no price is known now, if none is
     * @param luck of each account, as far as it was reckoned
     */
    ConsensusRoutes(
            Supplier<DeskView> desk,
            KillSwitch killSwitch,
            Supplier<Optional<String>> pricesUnknown,
            Supplier<Map<String, Luck>> luck) {
        this.luck = luck;
        this.desk = desk;
        this.killSwitch = killSwitch;
        this.pricesUnknown = pricesUnknown;
    }

    /** One candle, with the fields that charts read. */
    record CandleRow(
            Instant time,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal vwap,
            long tradeCount) {
        static CandleRow of(Candle candle) {
            return new CandleRow(
                    candle.start(),
                    candle.open().toBigDecimal(),
                    candle.high().toBigDecimal(),
                    candle.low().toBigDecimal(),
                    candle.close().toBigDecimal(),
                    candle.volume(),
                    candle.vwap(),
                    candle.tradeCount());
        }
    }

    /** Why the switch is engaged, in whoever's words. */
    record Reason(Optional<String> reason) {}

    /** How the switch stands. */
    record SwitchAnswer(
            boolean engaged,
            boolean tradingEnabled,
            Optional<Instant> since,
            Optional<String> reason) {
        static SwitchAnswer of(KillSwitch.Position position) {
            return new SwitchAnswer(
                    position.engaged(), !position.engaged(), position.since(), position.reason());
        }
    }

    @Override
    public void addTo(Router router) {
        router.json("/api/positions", this::positions)
                .json("/api/trades", this::trades)
                .json("/api/candles/{pair}", this::candles)
                .json("/api/killswitch", request -> SwitchAnswer.of(killSwitch.position()))
                .post(
                        "/api/killswitch",
                        (request, response) -> {
                            boolean hasBody = request.content().hasEntity();
                            Optional<String> why = reason(new RequestView(request), hasBody);
                            answer(response, killSwitch.engage(why));
                        })
                .delete(
                        "/api/killswitch",
                        (request, response) -> answer(response, killSwitch.release()));
    }

    private static void answer(ServerResponse response, KillSwitch.Position position) {
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(Json.write(SwitchAnswer.of(position)));
    }

    private static Optional<String> reason(RequestView request, boolean hasBody) {
        if (!hasBody) {
            return Optional.empty();
        }
        Optional<String> reason = request.body(Reason.class).reason();
        if (reason.filter(it -> it.length() > KillSwitch.REASON_LENGTH_MAX).isPresent()) {
            throw ProblemException.badRequest(
                    "reason: at most %d characters, was %d"
                            .formatted(KillSwitch.REASON_LENGTH_MAX, reason.get().length()));
        }
        return reason;
    }

    private PositionsAnswer positions(RequestView request) {
        DeskView now = desk.get();
        Optional<String> account = request.parameter("account");
        List<AccountView> accounts =
                now.accounts().stream()
                        .filter(it -> account.isEmpty() || it.account().equals(account.get()))
                        .toList();
        if (account.isPresent() && accounts.isEmpty()) {
            throw ProblemException.notFound("account: must be one of the desk's, was another");
        }
        return PositionsAnswer.of(now, accounts, luck.get(), pricesUnknown.get());
    }

    private List<TradeRow> trades(RequestView request) {
        Optional<String> account = request.parameter("account");
        int limit = request.parameter("limit", TRADES_BY_DEFAULT, 1, TRADES_MAX);
        List<TradeRow> rows =
                desk.get().trades().stream()
                        .filter(it -> account.isEmpty() || it.account().equals(account.get()))
                        .toList();
        return rows.subList(Math.max(0, rows.size() - limit), rows.size());
    }

    private List<CandleRow> candles(RequestView request) {
        int minutes = request.parameter("minutes", MINUTES_BY_DEFAULT, 1, MINUTES_MAX);
        Pair pair = request.pair();
        List<Candle> candles = desk.get().candles().get(pair);
        if (candles == null) {
            throw ProblemException.notFound("pair: must be one that the desk knows, was " + pair);
        }
        if (candles.isEmpty()) {
            return List.of();
        }
        Instant from = candles.getLast().end().minus(Duration.ofMinutes(minutes));
        return candles.stream()
                .filter(candle -> !candle.start().isBefore(from))
                .map(CandleRow::of)
                .toList();
    }
}
