package lab.flink.sql.clearing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.Status;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a log of its own making, to which goes what the operator lets through. */
class UnpublishedOperatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READ_MAX = 3;
    private static final RowType ROW =
            RowType.of(
                    new LogicalType[] {
                        VarCharType.STRING_TYPE, new BigIntType(), VarCharType.STRING_TYPE
                    },
                    new String[] {"account", "number", "payload"});

    /** The operator travels to its task as bytes, the logs do not. */
    private static final Map<Integer, List<byte[]>> LOGS = new TreeMap<>();

    private static int failures;
    private static int read;

    private record Published(String account, long number) {}

    @BeforeEach
    void empty() {
        LOGS.clear();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            LOGS.put(partition, new ArrayList<>());
        }
        failures = 0;
        read = 0;
    }

    @Test
    void what_an_earlier_run_published_is_not_published_again_by_a_run_that_begins_anew()
            throws Exception {
        List<Published> all = run(Optional.empty(), 1, 40);
        assertThat(all).hasSize(120);
        failures = 2;
        assertThat(run(Optional.empty(), 1, 45)).isEqualTo(executions(41, 45));
        assertThat(run(Optional.empty(), 1, 45)).isEmpty();
    }

    @Test
    void what_came_after_the_checkpoint_is_not_published_again() throws Exception {
        OperatorSubtaskState state = checkpointAfter(Optional.empty(), 1, 10);
        run(Optional.of(state), 11, 15);
        assertThat(run(Optional.of(state), 11, 17)).isEqualTo(executions(16, 17));
    }

    @Test
    void a_restart_reads_no_more_of_the_log_than_what_came_since_the_checkpoint_before()
            throws Exception {
        OperatorSubtaskState state = checkpointAfter(Optional.empty(), 1, 1_000);
        state = checkpointAfter(Optional.of(state), 1_001, 1_010);
        read = 0;
        checkpointAfter(Optional.of(state), 1_011, 1_020);
        assertThat(read).isLessThanOrEqualTo(3 * 20);
    }

    @Test
    void a_run_that_begins_anew_may_be_restored_on_the_way() throws Exception {
        run(Optional.empty(), 1, 40);
        OperatorSubtaskState state = checkpointAfter(Optional.empty(), 1, 20);
        assertThat(run(Optional.of(state), 21, 50)).isEqualTo(executions(41, 50));
    }

    @Test
    void twice_on_the_bus_and_what_cannot_be_read_there_change_nothing() throws Exception {
        run(Optional.empty(), 1, 10);
        LOGS.values().forEach(log -> log.addAll(List.copyOf(log)));
        LOGS.values().forEach(log -> log.add("no execution".getBytes(UTF_8)));
        assertThat(run(Optional.empty(), 1, 12)).isEqualTo(executions(11, 12));
    }

    @Test
    void another_execution_of_the_same_number_is_not_published_beside_the_first() throws Exception {
        publish(execution("a", 1, "2"));
        assertThat(run(Optional.empty(), 1, 1))
                .containsExactly(new Published("b", 1), new Published("c", 1));
    }

    private static List<Published> executions(long from, long to) {
        var executions = new ArrayList<Published>();
        for (long number = from; number <= to; number++) {
            for (String account : List.of("a", "b", "c")) {
                executions.add(new Published(account, number));
            }
        }
        return executions;
    }

    /** Gives what was let through. */
    private static List<Published> run(Optional<OperatorSubtaskState> state, long from, long to)
            throws Exception {
        var operator = opened(state);
        List<Published> passed = process(operator, from, to);
        operator.close();
        return passed;
    }

    private static OperatorSubtaskState checkpointAfter(
            Optional<OperatorSubtaskState> state, long from, long to) throws Exception {
        var operator = opened(state);
        process(operator, from, to);
        OperatorSubtaskState taken = operator.snapshot(1, 1);
        operator.close();
        return taken;
    }

    private static List<Published> process(
            KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData> operator,
            long from,
            long to)
            throws Exception {
        var passed = new ArrayList<Published>();
        for (Published each : executions(from, to)) {
            byte[] payload = execution(each.account(), each.number(), "1");
            operator.processElement(
                    new StreamRecord<>(
                            GenericRowData.of(
                                    StringData.fromString(each.account()),
                                    each.number(),
                                    StringData.fromBytes(payload))));
            for (RowData row : operator.extractOutputValues()) {
                passed.add(new Published(row.getString(0).toString(), row.getLong(1)));
                publish(row.getString(2).toBytes());
            }
            operator.getOutput().clear();
        }
        return passed;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData> opened(
            Optional<OperatorSubtaskState> state) throws Exception {
        var operator =
                new KeyedOneInputStreamOperatorTestHarness<String, RowData, RowData>(
                        new UnpublishedOperator(Log::new, ROW),
                        row -> row.getString(0).toString(),
                        Types.STRING);
        operator.setup(InternalTypeInfo.of(ROW).createSerializer(new SerializerConfigImpl()));
        if (state.isPresent()) {
            operator.initializeState(state.get());
        }
        operator.open();
        return operator;
    }

    private static List<byte[]> log(int partition) {
        return requireNonNull(LOGS.get(partition));
    }

    private static void publish(byte[] payload) throws Exception {
        String account = ExecutionCodec.decode(payload).request().account().name();
        log(Partitioner.partition(account, Bus.PARTITIONS)).add(payload);
    }

    private static byte[] execution(String account, long number, String amount) {
        var request =
                new FundRequest(
                        new OrderId("fund-" + number),
                        new Account(account),
                        NOON,
                        new Asset("USD"),
                        new BigDecimal(amount));
        return ExecutionCodec.encode(
                new Execution(
                        request,
                        number,
                        Status.FUNDED,
                        Optional.empty(),
                        NOON,
                        Optional.empty(),
                        Optional.empty(),
                        BigDecimal.valueOf(number),
                        Optional.empty(),
                        ClearingTerms.STANDARD));
    }

    private static final class Log implements PublishedExecutions.ExecutionLog {
        @Override
        public SortedMap<Integer, Long> begins() throws BusException {
            fail();
            var begins = new TreeMap<Integer, Long>();
            LOGS.keySet().forEach(partition -> begins.put(partition, 0L));
            return begins;
        }

        @Override
        public SortedMap<Integer, Long> ends() throws BusException {
            fail();
            var ends = new TreeMap<Integer, Long>();
            LOGS.forEach((partition, log) -> ends.put(partition, (long) log.size()));
            return ends;
        }

        @Override
        public List<BusMessage> read(int partition, long offset) {
            List<byte[]> log = log(partition);
            var messages = new ArrayList<BusMessage>();
            for (long at = offset; at < Math.min(log.size(), offset + READ_MAX); at++) {
                messages.add(
                        new BusMessage(Topic.EXECUTIONS, partition, at, NOON, log.get((int) at)));
                read++;
            }
            return messages;
        }

        private static void fail() throws BusException {
            if (failures > 0) {
                failures--;
                throw BusException.unreachable("away", new IllegalStateException());
            }
        }

        @Override
        public void close() {}
    }
}
