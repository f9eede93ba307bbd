package lab.cli.watch;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Side;
import lab.domain.book.BookLevel;
import lab.domain.book.BookView;
import lab.domain.book.OrderBook;
import lab.domain.book.RebuiltBook;
import lab.flink.sql.tables.PastBook;

/**
 * What {@code book} says; prices and sizes are exact decimals as text.
 *
 * @param at the moment that was asked for
 * @param known whether the book was in step with the exchange's then
 * @param unknown why not
 * @param time of the newest entry that is in the book
 * @param sequence the exchange's number of its newest update, where it numbers them
 * @param bids the best of them, the best first
 * @param mid halfway between the best bid and the best ask
 * @param spreadBps between them, in hundredths of a percent of the mid
 * @param depth of what is shown
 */
record BookAnswer(
        String pair,
        Instant at,
        String exchange,
        String feed,
        boolean known,
        Optional<String> unknown,
        Optional<Instant> time,
        OptionalLong sequence,
        List<Level> bids,
        List<Level> asks,
        Optional<String> mid,
        Optional<String> spreadBps,
        Optional<Depth> depth,
        Rebuilt rebuilt) {
    private static final int BPS_PLACES = 4;
    private static final BigDecimal BPS = new BigDecimal(10_000);

    record Level(String price, String size) {}

    /**
     * How much is offered on each side: of the base asset, and in the quote asset.
     *
     * @param bidLevels of the whole book
     * @param askLevels of the whole book
     */
    record Depth(
            int bidLevels,
            int askLevels,
            String bidSize,
            String bidNotional,
            String askSize,
            String askNotional) {}

    /**
     * How the book was made.
     *
     * @param changes since the snapshot
     * @param confirmed further snapshots that said the same
     * @param mismatches further snapshots that said something else, and were believed
     * @param repeats entries that came again and were passed over
     */
    record Rebuilt(
            Optional<Instant> snapshot,
            long changes,
            long confirmed,
            long mismatches,
            long repeats) {
        private static Rebuilt of(RebuiltBook.Told told) {
            return new Rebuilt(
                    told.snapshotTime(),
                    told.changes(),
                    told.confirmed(),
                    told.mismatches(),
                    told.repeats());
        }
    }

    static BookAnswer of(PastBook past, int depth) {
        return switch (past.view()) {
            case BookView.Known(var book) -> known(past, book, depth);
            case BookView.Unknown(var reason) ->
                    new BookAnswer(
                            past.pair().name(),
                            past.at(),
                            past.exchange(),
                            past.feed(),
                            false,
                            Optional.of(reason),
                            Optional.empty(),
                            OptionalLong.empty(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Rebuilt.of(past.told()));
        };
    }

    private static BookAnswer known(PastBook past, OrderBook book, int depth) {
        List<BookLevel> bids = book.top(Side.BUY, depth);
        List<BookLevel> asks = book.top(Side.SELL, depth);
        Optional<BigDecimal> mid = mid(book);
        return new BookAnswer(
                past.pair().name(),
                past.at(),
                past.exchange(),
                past.feed(),
                true,
                Optional.empty(),
                past.told().time(),
                past.told().sequence(),
                levels(bids),
                levels(asks),
                mid.map(BookAnswer::plain),
                mid.map(middle -> spread(book, middle).toPlainString()),
                Optional.of(
                        new Depth(
                                book.levels(Side.BUY),
                                book.levels(Side.SELL),
                                size(bids),
                                notional(bids),
                                size(asks),
                                notional(asks))),
                Rebuilt.of(past.told()));
    }

    private static List<Level> levels(List<BookLevel> levels) {
        return levels.stream()
                .map(level -> new Level(level.price().toString(), level.size().toString()))
                .toList();
    }

    /** None where a side is empty. */
    private static Optional<BigDecimal> mid(OrderBook book) {
        return book.best(Side.BUY)
                .flatMap(bid ->
                        book.best(Side.SELL)
                                .map(ask ->
                                        bid.price()
                                                .toBigDecimal()
                                                .add(ask.price().toBigDecimal())
                                                .divide(BigDecimal.TWO, MathContext.UNLIMITED)));
    }

    private static BigDecimal spread(OrderBook book, BigDecimal mid) {
        BigDecimal bid = book.best(Side.BUY).orElseThrow().price().toBigDecimal();
        BigDecimal ask = book.best(Side.SELL).orElseThrow().price().toBigDecimal();
        return ask.subtract(bid).multiply(BPS).divide(mid, BPS_PLACES, RoundingMode.HALF_UP);
    }

    private static String size(List<BookLevel> levels) {
        return plain(
                levels.stream()
                        .map(level -> level.size().toBigDecimal())
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static String notional(List<BookLevel> levels) {
        return plain(
                levels.stream()
                        .map(level ->
                                level.price().toBigDecimal().multiply(level.size().toBigDecimal()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
