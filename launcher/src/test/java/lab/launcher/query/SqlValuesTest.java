package lab.launcher.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

class SqlValuesTest {

    @Test
    void decimals_have_no_exponent() {
        assertThat(SqlValues.of(new BigDecimal("1E-8"))).isEqualTo("0.00000001");
    }

    @Test
    void times_are_iso_in_utc() {
        assertThat(SqlValues.of(LocalDateTime.parse("2021-04-17T16:43:00")))
                .isEqualTo("2021-04-17T16:43:00Z");
        assertThat(SqlValues.of(Instant.parse("2021-04-17T16:43:00.000001Z")))
                .isEqualTo("2021-04-17T16:43:00.000001Z");
        assertThat(SqlValues.of(LocalDate.parse("2021-04-17"))).isEqualTo("2021-04-17");
    }

    @Test
    void bytes_are_base64() {
        assertThat(SqlValues.of("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo("e30=");
    }

    @Test
    void rows_and_maps_keep_their_values() {
        assertThat(SqlValues.of(Row.of(1L, null, Map.of("a", new BigDecimal("2.50")))))
                .containsExactly(1L, null, Map.of("a", "2.50"));
    }
}
