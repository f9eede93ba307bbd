package lab.cli.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.recorded.RecordedBacktest;
import lab.cli.client.Where;
import lab.cli.imports.CandleFileOptions;
import lab.consensus.core.DeskRules;
import lab.console.market.CandleRow;
import lab.domain.Amounts;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.lancer.pattern.CandleClose;
import lab.launcher.directory.LabException;
import lab.launcher.market.Fees;
import lab.launcher.past.CommentaryChoice;
import lab.launcher.past.PastCandles;
import lab.launcher.past.PastServices;
import lab.launcher.past.RecordedLab;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which past a backtest goes through, and by which rules it trades there. */
final class PastOptions {
    @Mixin private Where where = new Where();

    @Mixin private CandleFileOptions file = new CandleFileOptions();

    @Option(
            names = "--pairs",
            split = ",",
            paramLabel = "PAIR",
            description = "of what the lab has only these (default: all)")
    private List<Pair> pairs = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "the first minute, such as 2022-01-05T00:00:00Z")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "behind the last minute")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--over",
            paramLabel = "PAST",
            description =
                    "recorded (quotes, message by message) or candles of one minute (default:"
                            + " recorded where the lab has recorded some, else candles)")
    private Optional<Past> over = Optional.empty();

    /** What is gone through. */
    enum Past {
        RECORDED,
        CANDLES
    }

    @Option(
            names = "--spread",
            paramLabel = "PART",
            description =
                    "over candles: how far bid and ask lie apart, as a part of the price (default:"
                            + " 0.0002)")
    private Optional<String> spread = Optional.empty();

    @Option(
            names = "--fee",
            paramLabel = "PART",
            split = ",",
            description =
                    "over candles: of the notional, and of a venue with a fee of its own, such as"
                            + " binance=0.001 (default: 0.001); a record has its own")
    private List<String> fees = List.of();

    @Option(
            names = "--slippage",
            paramLabel = "PART",
            description =
                    "over candles: how much worse than the quote an order fills (default: 0.0005);"
                            + " a record has its own")
    private Optional<String> slippage = Optional.empty();

    @Option(
            names = "--balance",
            paramLabel = "AMOUNT",
            description =
                    "what each account begins with (default: the desk's, 1000). What all positions"
                            + " may be worth grows and shrinks with it")
    private Optional<String> balance = Optional.empty();

    @Option(
            names = "--trade-size",
            paramLabel = "AMOUNT",
            description =
                    "what a buy is worth (default: the desk's, 50). What one position may be worth"
                            + " grows and shrinks with it")
    private Optional<String> tradeSize = Optional.empty();

    @Option(
            names = "--commentary",
            paramLabel = "WHOSE",
            description =
                    "where a strategy reads commentary: stored (what the analyst's journal has to"
                            + " the same question, else Unknown), rules (the same, else what the rules"
                            + " say), or unknown (default: stored)")
    private CommentaryChoice commentary = CommentaryChoice.STORED;

    Where where() {
        return where;
    }

    CommentaryChoice commentary() {
        return commentary;
    }

    /** Whether anything is said of the past beside where it ends. */
    boolean isAnySaidButTo() {
        return file.csv().isPresent()
                || file.pair().isPresent()
                || file.isSaid()
                || !pairs.isEmpty()
                || from.isPresent()
                || over.isPresent()
                || isTerms()
                || balance.isPresent()
                || tradeSize.isPresent();
    }

    private boolean isTerms() {
        return spread.isPresent() || !fees.isEmpty() || slippage.isPresent();
    }

    Optional<Instant> to() {
        return to.map(text -> EventTime.parse("--to", text));
    }

    private Optional<Instant> from() {
        return from.map(text -> EventTime.parse("--from", text));
    }

    /**
     * Whether it goes over what was recorded. What has candles alone, or is said of candles, goes
     * over candles.
     *
     * @param needsCandles whether what is asked for can only be done with candles
     */
    boolean isOverRecorded(boolean needsCandles) throws Exception {
        boolean isOfCandles = file.csv().isPresent() || isTerms() || needsCandles;
        if (over.isPresent()) {
            if (over.get() == Past.RECORDED && isOfCandles) {
                throw new IllegalArgumentException(
                        "backtest: --over recorded goes without --csv, --spread, --fee, --slippage,"
                                + " --walk-forward and --check-lookahead");
            }
            return over.get() == Past.RECORDED;
        }
        return !isOfCandles
                && file.pair().isEmpty()
                && where.data().isPrepared()
                && recorded().hasAny(span());
    }

    RecordedBacktest recorded() throws LabException {
        return new RecordedLab(where.data(), where.ports(), System.getenv()).backtest(desk());
    }

    RecordedBacktest.Span span() throws LabException {
        return new RecordedBacktest.Span(Set.copyOf(where.named(pairs)), from(), to());
    }

    /** As the desk trades, but for what is said. */
    DeskRules desk() throws LabException {
        DeskRules desk = RecordedLab.rules(System.getenv());
        return desk.withSizes(
                balance.map(text -> amount("--balance", text)).orElse(desk.startingBalance()),
                tradeSize.map(text -> amount("--trade-size", text)).orElse(desk.tradeSize()));
    }

    private static BigDecimal amount(String name, String text) {
        BigDecimal amount = Amounts.parse(name, text);
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException(
                    "%s: must be more than nothing, was %s".formatted(name, text));
        }
        return amount;
    }

    /** By which is traded over candles. */
    CandleRules rules() throws LabException {
        ClearingTerms usual = ClearingTerms.STANDARD;
        VenueTerms terms =
                VenueTerms.of(
                        usual.with(
                                slippage.map(text -> part("--slippage", text))
                                        .orElse(usual.slippage()),
                                usual.feeRate(),
                                usual.quoteWait()));
        if (!fees.isEmpty()) {
            terms = Fees.parse(String.join(",", fees)).over(terms);
        }
        return CandleRules.of(
                desk(),
                spread.map(text -> part("--spread", text)).orElse(CandleRules.SPREAD),
                terms.equals(VenueTerms.STANDARD)
                        ? DatedTerms.STANDARD
                        : DatedTerms.STANDARD.with(
                                new TermsChange(Instant.EPOCH, Instant.EPOCH, terms)));
    }

    private static BigDecimal part(String name, String text) {
        BigDecimal part = Amounts.parse(name, text);
        if (part.signum() < 0 || part.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "%s: must be 0 or more and less than 1, was %s".formatted(name, text));
        }
        return part;
    }

    /** Candles that are gone through, and those before them. */
    record Candles(CandleHistory history, PastServices.Older older) {}

    Candles candles(InstantSource clock, PrintWriter err) throws Exception {
        if (file.csv().isPresent() != file.pair().isPresent()
                || (file.csv().isPresent() && !pairs.isEmpty())
                || (file.csv().isEmpty() && file.isSaid())) {
            throw new IllegalArgumentException(
                    "backtest: --csv and --pair go together, --pairs with the lab's own candles");
        }
        CandleHistory all = file.csv().isPresent() ? ofFile(clock, err) : ofLab();
        PastServices.Older older = (pair, before) -> before(all, pair, before);
        return from.isEmpty() && to.isEmpty()
                ? new Candles(all, older)
                : new Candles(
                        all.between(from().orElse(all.start()), to().orElse(all.end())), older);
    }

    private static List<CandleClose> before(CandleHistory all, Pair pair, Instant before) {
        List<CandleClose> older = new ArrayList<>();
        for (Candle candle : all.of(pair)) {
            if (!candle.start().isBefore(before)) {
                break;
            }
            older.add(
                    CandleClose.at(
                            candle.start(),
                            candle.close().toBigDecimal().doubleValue(),
                            /* isLive= */ true));
        }
        return older;
    }

    /** Those that the lab made or was given before what it recorded. */
    PastServices.Older olderThanRecorded() {
        var table = new PastCandles(where.data(), where.ports());
        return (pair, before) -> {
            List<CandleClose> older = new ArrayList<>();
            for (CandleRow row : table.of(pair)) {
                if (row.time().isBefore(before)) {
                    older.add(
                            CandleClose.at(
                                    row.time(), row.close().doubleValue(), /* isLive= */ false));
                }
            }
            return older;
        };
    }

    /** What the services would have said. */
    PastServices services(PastServices.Older older) throws LabException, IOException {
        return new PastServices(where.data(), System.getenv(), commentary, older);
    }

    private CandleHistory ofFile(InstantSource clock, PrintWriter err) throws Exception {
        return PastMinutes.ofFile(
                file.readable(), file.pair().orElseThrow(), file.said(), clock.instant(), err);
    }

    private CandleHistory ofLab() throws Exception {
        if (!where.data().isPrepared()) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; name a file with --csv and --pair"
                            .formatted(where.data()));
        }
        return PastMinutes.ofLab(new PastCandles(where.data(), where.ports()), where.named(pairs));
    }

    /** Where the candles are from, for people. */
    String source() {
        return file.csv()
                .map(path -> String.valueOf(path.getFileName()))
                .orElse("the lab's candles");
    }
}
