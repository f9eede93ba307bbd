package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lab.domain.EventTime;
import lab.domain.clearing.Claim;
import lab.domain.clearing.DatedTerms;
import lab.flink.sql.clearing.read.TermsInForce;
import lab.flink.sql.format.column.Values;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

class IntakeOperatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final int ACCOUNTS = 2;

    /** Of an account of the desk's, at most: ten a minute. */
    private static final int ORDERS_A_DAY = 24 * 60 * 10;

    /**
     * The snapshot was made by the version that kept order ids as they are: of momentum {@code
     * fund}, {@code old-1}, {@code old-2} and a repeat, of calibrated the same without a repeat.
     */
    @Test
    void state_of_format_0_goes_on_and_forgets_none_of_its_ids() throws Exception {
        var file = requireNonNull(getClass().getResource("intake-format-0.snapshot"));
        String old = Path.of(file.toURI()).toString();
        var intake = new Intake(Optional.of(OperatorSnapshotUtil.readStateHandle(old)));
        intake.order("momentum", "old-1", NOON);
        intake.fund("momentum", "fund", NOON);
        intake.order("calibrated", "old-1", NOON);
        assertThat(intake.numbers()).isEmpty();
        intake.order("momentum", "new", NOON.plus(Duration.ofDays(40)));
        intake.fund("momentum", "fund", NOON.plus(Duration.ofDays(40)));
        intake.order("momentum", "new", NOON.plus(Duration.ofDays(40)));
        intake.order("momentum", "late", NOON);
        assertThat(intake.numbers()).containsExactly("momentum 3");
        assertThat(intake.counted()).containsExactly(7L, 6L, 1L);

        Intake restored = intake.restored();
        restored.order("momentum", "old-2", NOON.plus(Duration.ofDays(80)));
        restored.order("momentum", "next", NOON.plus(Duration.ofDays(80)));
        assertThat(restored.numbers()).containsExactly("momentum 4");
        assertThat(restored.counted()).containsExactly(8L, 7L, 1L);
        restored.close();
    }

    /** What a start reads decides how long it takes; that is printed, for machines differ. */
    @Test
    void after_a_month_of_orders_checkpoints_and_starts_are_as_after_two_days() throws Exception {
        var intake = new Intake(Optional.empty());
        intake.send(0, 2 * ORDERS_A_DAY);
        long ofTwoDays = intake.snapshotSize();
        assertThat(ofTwoDays).isLessThan(ACCOUNTS * ORDERS_A_DAY * 30L);
        intake = intake.restored();
        long readAfterTwoDays = intake.idsRead();
        Duration startedAfterTwoDays = intake.started;
        intake.send(2 * ORDERS_A_DAY, 30 * ORDERS_A_DAY);
        assertThat(intake.snapshotSize()).isBetween(ofTwoDays * 9 / 10, ofTwoDays * 11 / 10);

        Intake restored = intake.restored();
        assertThat(restored.idsRead())
                .isBetween(readAfterTwoDays * 9 / 10, readAfterTwoDays * 11 / 10);
        System.out.printf(
                "intake: start after 2 days %d ms with %,d ids, after 30 days %d ms with %,d ids%n",
                startedAfterTwoDays.toMillis(),
                readAfterTwoDays,
                restored.started.toMillis(),
                restored.idsRead());
        int last = 30 * ORDERS_A_DAY - 1;
        restored.send(last, last + 1); // the newest again: repeats
        restored.send(0, 1); // and the oldest: expired
        assertThat(restored.numbers()).isEmpty();
        long taken = 30L * ORDERS_A_DAY * ACCOUNTS;
        assertThat(restored.counted()).containsExactly(taken, (long) ACCOUNTS, (long) ACCOUNTS);
        restored.close();
    }

    /** An order a minute for a year, and a fund a month: what is read is counted, not timed. */
    @Test
    void after_a_year_of_orders_a_start_reads_the_ids_of_the_last_day_and_all_funds()
            throws Exception {
        int aDay = 24 * 60;
        int days = 365;
        int months = 12;
        var intake = new Intake(Optional.empty());
        intake.sendEachMinute(0, 2 * aDay);
        long ofTwoDays = intake.snapshotSize();
        intake = intake.restored();
        long readAfterTwoDays = intake.idsRead();
        assertThat(readAfterTwoDays).isBetween((long) aDay, aDay * 5L / 4);
        for (int month = 0; month < months; month++) {
            Instant end = NOON.plus(Duration.ofDays(2 + (days - 2) * (month + 1) / months));
            int from = 2 * aDay + (days - 2) * aDay * month / months;
            int to = 2 * aDay + (days - 2) * aDay * (month + 1) / months;
            intake.sendEachMinute(from, to);
            intake.fund("trader", "fund-" + month, end);
        }
        assertThat(intake.snapshotSize()).isBetween(ofTwoDays * 9 / 10, ofTwoDays * 11 / 10);

        Intake restored = intake.restored();
        assertThat(restored.idsRead()).isBetween((long) aDay, readAfterTwoDays * 11 / 10 + months);
        restored.numbers();
        restored.fund("trader", "fund-0", NOON.plus(Duration.ofDays(days)));
        int last = days * aDay - 1;
        restored.order("trader", "momentum:BTC-USD:" + last, NOON.plusSeconds(60L * last));
        restored.order("trader", "momentum:BTC-USD:0", NOON);
        assertThat(restored.numbers()).isEmpty();
        assertThat(restored.counted()).containsExactly((long) days * aDay + months, 2L, 1L);
        restored.close();
    }

    @Test
    void how_many_orders_expired_is_told_at_the_start_and_when_it_changes() throws Exception {
        var intake = new Intake(Optional.empty());
        assertThat(intake.toldExpired()).containsExactly(0L);
        intake.order("momentum", "new", NOON.plus(Duration.ofDays(3)));
        intake.order("momentum", "late", NOON);
        intake.order("momentum", "later", NOON);
        assertThat(intake.toldExpired()).containsExactly(2L);
        intake.order("momentum", "newer", NOON.plus(Duration.ofDays(4)));
        assertThat(intake.toldExpired()).as("nothing new").isEmpty();

        Intake restored = intake.restored();
        assertThat(restored.toldExpired()).containsExactly(2L);
        restored.close();
    }

    private static TermsInForce standard() {
        return new TermsInForce(
                new TermsInForce.TermsBus() {
                    @Override
                    public Instant newestRequest() {
                        return Instant.MAX;
                    }

                    @Override
                    public DatedTerms terms() {
                        return DatedTerms.STANDARD;
                    }

                    @Override
                    public void close() {}
                });
    }

    /** The operator in a harness. */
    private static final class Intake {
        private final KeyedOneInputStreamOperatorTestHarness<
                        String, RowData, Tuple3<String, Integer, byte[]>>
                harness;

        /** From the state at hand to the first request. */
        private final Duration started;

        Intake(Optional<OperatorSubtaskState> state) throws Exception {
            long begun = System.nanoTime();
            harness =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new IntakeOperator(1, 2, IntakeOperatorTest::standard),
                            row -> row.getString(0).toString(),
                            Types.STRING);
            harness.setup(ClaimRow.TYPE.createSerializer(new SerializerConfigImpl()));
            if (state.isPresent()) {
                harness.initializeState(state.get());
            }
            harness.open();
            started = Duration.ofNanos(System.nanoTime() - begun);
        }

        /** How many order ids a start has read. */
        long idsRead() throws Exception {
            long[] ids = {0};
            ((AbstractStreamOperator<?>) harness.getOperator())
                    .<String>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            FlinkOrderIds.IDS,
                            (account, known) -> {
                                for (var _ : known.keys()) {
                                    ids[0]++;
                                }
                            });
            return ids[0];
        }

        /** Orders of each account, six seconds apart. */
        void send(int from, int to) throws Exception {
            for (int i = from; i < to; i++) {
                for (int account = 0; account < ACCOUNTS; account++) {
                    order("trader-" + account, "momentum:BTC-USD:" + i, NOON.plusSeconds(6L * i));
                }
                if (i + 1 < to || to - from > 1) {
                    harness.getOutput().clear();
                }
            }
        }

        /** Orders of one account, a minute apart. */
        void sendEachMinute(int from, int to) throws Exception {
            for (int i = from; i < to; i++) {
                order("trader", "momentum:BTC-USD:" + i, NOON.plusSeconds(60L * i));
                harness.getOutput().clear();
            }
        }

        void order(String account, String id, Instant time) throws Exception {
            send(account, id, time, "\"pair\":\"BTC-USD\",\"side\":\"BUY\",\"quantity\":\"0.5\"}");
        }

        void fund(String account, String id, Instant time) throws Exception {
            send(account, id, time, "\"kind\":\"fund\",\"asset\":\"USD\",\"amount\":\"1000\"}");
        }

        private void send(String account, String id, Instant time, String what) throws Exception {
            String payload =
                    "{\"order_id\":\""
                            + id
                            + "\",\"account\":\""
                            + account
                            + "\",\"time\":\""
                            + EventTime.format(time)
                            + "\","
                            + what;
            RowData row =
                    GenericRowData.of(
                            StringData.fromString(account),
                            StringData.fromString(payload),
                            Values.time(time));
            harness.processElement(new StreamRecord<>(row));
        }

        List<String> numbers() {
            var numbers = new ArrayList<String>();
            for (Tuple3<String, Integer, byte[]> row : harness.extractOutputValues()) {
                Claim claim = ClaimRow.claim(row);
                numbers.add(claim.account() + " " + claim.number());
            }
            harness.getOutput().clear();
            return numbers;
        }

        /** Requests taken, repeats and expired orders, as the job's accumulators have them. */
        List<Long> counted() {
            return Stream.of(
                            IntakeOperator.REQUESTS, IntakeOperator.REPEATS, IntakeOperator.EXPIRED)
                    .map(name ->
                            (Long)
                                    harness.getOperator()
                                            .getRuntimeContext()
                                            .getAccumulator(name)
                                            .getLocalValue())
                    .toList();
        }

        /** What was told of expired orders when a second had passed. */
        List<Long> toldExpired() throws Exception {
            harness.setProcessingTime(harness.getProcessingTime() + 1_000);
            var side = harness.getSideOutput(IntakeOperator.IGNORED);
            if (side == null) {
                return List.of();
            }
            List<Long> told = side.stream().map(record -> record.getValue().f1).toList();
            side.clear();
            return told;
        }

        long snapshotSize() throws Exception {
            return harness.snapshot(1, 1).getStateSize();
        }

        Intake restored() throws Exception {
            OperatorSubtaskState state = harness.snapshot(1, 1);
            close();
            return new Intake(Optional.of(state));
        }

        void close() throws Exception {
            harness.close();
        }
    }
}
