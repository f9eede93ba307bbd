package lab.backtest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import lab.cold.RowAppend;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.ColdBooks;
import lab.domain.MarketClock;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.VenueTerms;
import lab.topics.codec.TermsCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of the past goes by the changes of terms that clearing went by, and by no others. */
class RecordedTermsTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "from_time", Types.TimestampType.withoutZone()),
                    Types.NestedField.required(2, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.required(3, "bus_offset", Types.LongType.get()),
                    Types.NestedField.required(4, "bus_time", Types.TimestampType.withZone()),
                    Types.NestedField.required(5, "payload", Types.StringType.get()));

    @TempDir private Path warehouse;
    private long offset;

    @Test
    void a_change_that_clearing_believed_holds_from_its_time_on() throws Exception {
        write(change(NOON, "0.002", NOON.minusSeconds(60)));
        assertThat(feeAt(NOON.minusNanos(1_000), MarketClock.REAL)).isEqualByComparingTo("0.001");
        assertThat(feeAt(NOON, MarketClock.REAL)).isEqualByComparingTo("0.002");
    }

    @Test
    void one_that_begins_more_than_a_minute_ahead_of_the_bus_is_believed_by_nobody()
            throws Exception {
        write(change(NOON, "0.002", NOON.minusMillis(60_001)));
        assertThat(feeAt(NOON.plusSeconds(3_600), MarketClock.REAL)).isEqualByComparingTo("0.001");
    }

    @Test
    void a_market_with_a_clock_of_its_own_knows_no_such_bound() throws Exception {
        write(change(NOON, "0.002", NOON.minusSeconds(86_400)));
        assertThat(feeAt(NOON, MarketClock.OWN)).isEqualByComparingTo("0.002");
    }

    private BigDecimal feeAt(Instant time, MarketClock clock) throws IOException {
        try (var cold = new ColdBooks(new AuditTables(warehouse, "crypto", clock))) {
            return Recorded.termsAlone(cold).terms().at(time).usual().feeRate();
        }
    }

    private Record change(Instant from, String fee, Instant taken) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("from_time", LocalDateTime.ofInstant(from, ZoneOffset.UTC));
        row.setField("bus_partition", 0);
        row.setField("bus_offset", offset++);
        row.setField("bus_time", OffsetDateTime.ofInstant(taken, ZoneOffset.UTC));
        row.setField(
                "payload",
                new String(
                        TermsCodec.encode(
                                from,
                                VenueTerms.of(ClearingTerms.STANDARD.withFee(new BigDecimal(fee)))),
                        StandardCharsets.UTF_8));
        return row;
    }

    private void write(Record row) throws IOException {
        try (var catalog =
                new HadoopCatalog(
                        new Configuration(), warehouse.resolve("iceberg").toUri().toString())) {
            Table table =
                    catalog.createTable(
                            TableIdentifier.of(Namespace.of("crypto"), "terms"),
                            SCHEMA,
                            PartitionSpec.unpartitioned());
            RowAppend.append(table, List.of(row));
        }
    }
}
