package lab.console.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import org.apache.fluss.row.BinaryString;
import org.apache.fluss.row.Decimal;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.TimestampLtz;
import org.apache.fluss.row.TimestampNtz;
import org.apache.fluss.types.DataTypes;
import org.apache.fluss.types.RowType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotRowTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123456Z");
    private static final RowType TYPE =
            RowType.builder()
                    .field("event_time", DataTypes.TIMESTAMP(6))
                    .field("best_bid", DataTypes.DECIMAL(18, 8))
                    .field("pair", DataTypes.STRING())
                    .field("price", DataTypes.DECIMAL(18, 8))
                    .field("volume_24h", DataTypes.DECIMAL(28, 8))
                    .field("trade_id", DataTypes.BIGINT())
                    .field("bus_time", DataTypes.TIMESTAMP_LTZ(6))
                    .build();

    @Test
    void reads_columns_by_their_names_exactly() {
        HotRow row = row(decimal("0.00000984", 18), decimal("12345678901234567890.5", 28));

        assertThat(row.pair()).isEqualTo(new Pair("SKL-BTC"));
        assertThat(row.time("event_time")).isEqualTo(TIME);
        assertThat(row.time("bus_time")).isEqualTo(TIME);
        assertThat(row.price("price")).isEqualTo(Price.of("0.00000985"));
        assertThat(row.quantity("price")).isEqualTo(Quantity.of("0.00000985"));
        assertThat(row.priceOrNone("best_bid")).isEqualTo(Price.of("0.00000984"));
        assertThat(row.decimalOrZero("volume_24h")).isEqualByComparingTo("12345678901234567890.5");
        assertThat(row.number("trade_id")).isEqualTo(7);
    }

    @Test
    void what_a_table_leaves_open_is_none_or_zero() {
        HotRow row = row(null, null);

        assertThat(row.priceOrNone("best_bid").isPositive()).isFalse();
        assertThat(row.decimalOrZero("volume_24h")).isZero();
        assertThat(row.timeIfAny("feed_time")).isEmpty();
        assertThat(row.timeIfAny("bus_time")).contains(TIME);
    }

    @Test
    void a_column_or_a_value_that_has_to_be_there_is_named() {
        HotRow row = row(null, null);

        assertThatThrownBy(() -> row.price("size")).hasMessage("size: must be a column");
        assertThatThrownBy(() -> row.price("best_bid")).hasMessage("best_bid: must have a value");
    }

    @Test
    void only_columns_that_the_table_has_are_asked_for() {
        assertThat(HotRow.present(TYPE, List.of("price", "feed_time", "pair")))
                .containsExactly("price", "pair");
    }

    private static HotRow row(@Nullable Decimal bid, @Nullable Decimal volume) {
        long micros = EventTime.toMicros(TIME);
        return new HotRow(
                TYPE,
                GenericRow.of(
                        TimestampNtz.fromMicros(micros),
                        bid,
                        BinaryString.fromString("SKL-BTC"),
                        decimal("0.00000985", 18),
                        volume,
                        7L,
                        TimestampLtz.fromEpochMicros(micros)));
    }

    private static Decimal decimal(String text, int precision) {
        return Objects.requireNonNull(
                Decimal.fromBigDecimal(new BigDecimal(text).setScale(8), precision, 8), text);
    }
}
