package lab.benchmarks.generator;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import lab.benchmarks.market.GeneratedMarket;
import lab.benchmarks.market.MarketEvent;
import lab.flink.sql.format.column.Values;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/** The columns of the bus tables, and their metadata, in Flink's own representation. */
enum MarketColumn {
    PAIR,
    TRADE_ID,
    SEQUENCE,
    PRICE,
    BEST_BID,
    BEST_ASK,
    VOLUME_24H,
    SIZE,
    LAST_SIZE,
    SIDE,
    EVENT_TIME,
    FEED_TIME,
    EXCHANGE,
    PAYLOAD,
    /** Metadata. */
    PARTITION,
    /** Metadata. */
    OFFSET,
    /** Metadata. */
    TIMESTAMP;

    private static final int VOLUME_DIGITS = 28;
    private static final int CENT_PLACES = 2;
    private static final long UNITS_A_CENT = 1_000_000;
    private static final long UNITS_A_SIZE = 10_000;
    private static final StringData BUY = StringData.fromString("BUY");
    private static final StringData EXCHANGE_NAME = StringData.fromString(GeneratedMarket.EXCHANGE);
    private static final List<StringData> PAIRS =
            GeneratedMarket.pairs().stream().map(StringData::fromString).toList();

    static MarketColumn named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static RowData row(MarketColumn[] columns, MarketEvent event) {
        var row = new GenericRowData(columns.length);
        for (int i = 0; i < columns.length; i++) {
            row.setField(i, columns[i].of(event));
        }
        return row;
    }

    private Object of(MarketEvent event) {
        return switch (this) {
            case PAIR -> PAIRS.get(event.pair());
            case TRADE_ID, SEQUENCE -> event.number();
            case PRICE -> money(event.priceCents() * UNITS_A_CENT);
            case BEST_BID -> money(event.bidCents() * UNITS_A_CENT);
            case BEST_ASK -> money(event.askCents() * UNITS_A_CENT);
            case VOLUME_24H -> volume(event.volumeCents());
            case SIZE, LAST_SIZE -> money(event.sizeUnits() * UNITS_A_SIZE);
            case SIDE -> BUY;
            case EVENT_TIME, FEED_TIME, TIMESTAMP -> Values.time(event.micros());
            case EXCHANGE -> EXCHANGE_NAME;
            case PAYLOAD -> StringData.fromBytes(event.payload());
            case PARTITION -> event.partition();
            case OFFSET -> event.offset();
        };
    }

    private static DecimalData volume(long cents) {
        return requireNonNull(
                DecimalData.fromBigDecimal(
                        BigDecimal.valueOf(cents, CENT_PLACES),
                        VOLUME_DIGITS,
                        Values.MONEY_PLACES));
    }

    private static DecimalData money(long units) {
        return DecimalData.fromUnscaledLong(units, Values.MONEY_DIGITS, Values.MONEY_PLACES);
    }
}
