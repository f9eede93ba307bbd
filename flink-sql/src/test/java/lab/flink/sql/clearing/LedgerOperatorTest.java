package lab.flink.sql.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Finding;
import lab.domain.clearing.FundRequest;
import lab.flink.sql.format.ExecutionRows;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

class LedgerOperatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int ACCOUNTS = 5;
    private static final int ROUNDS = 6;
    private static final RowType EXECUTION = (RowType) ExecutionRows.type().getLogicalType();
    private static final InternalTypeInfo<RowData> EXECUTIONS = InternalTypeInfo.of(EXECUTION);
    private static final int CASH = EXECUTION.getFieldIndex("cash");
    private static final OutputTag<RowData> TRANSFERS =
            new OutputTag<>(
                    "transfers",
                    InternalTypeInfo.of((RowType) TransferRows.type().getLogicalType()));

    @Test
    void a_balance_goes_on_from_where_it_was_though_few_ledgers_are_at_hand() throws Exception {
        assertThat(run(2, false)).isEqualTo(sums());
    }

    @Test
    void a_balance_goes_on_from_where_the_checkpoint_has_it() throws Exception {
        assertThat(run(ACCOUNTS, true)).isEqualTo(sums());
        assertThat(run(2, true)).isEqualTo(sums());
    }

    /** Each account is funded with 1 in each round. */
    private static List<String> sums() {
        var sums = new ArrayList<String>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (int account = 0; account < ACCOUNTS; account++) {
                sums.add("trader-" + account + " " + round + ".00000000");
            }
        }
        return sums;
    }

    private static List<String> run(int atHandMax, boolean restores) throws Exception {
        var balances = new ArrayList<String>();
        Optional<OperatorSubtaskState> state = Optional.empty();
        KeyedOneInputStreamOperatorTestHarness<String, Tuple3<String, Integer, byte[]>, RowData>
                operator = opened(atHandMax, state);
        for (int round = 0; round < ROUNDS; round++) {
            for (int account = 0; account < ACCOUNTS; account++) {
                operator.processElement(new StreamRecord<>(ClaimRow.of(fund(account, round))));
            }
            for (RowData row : operator.extractOutputValues()) {
                balances.add(row.getString(0) + " " + row.getDecimal(CASH, 38, 8));
            }
            operator.getOutput().clear();
            if (restores) {
                state = Optional.of(operator.snapshot(round, round));
                operator.close();
                operator = opened(atHandMax, state);
            }
        }
        operator.close();
        return balances;
    }

    private static KeyedOneInputStreamOperatorTestHarness<
                    String, Tuple3<String, Integer, byte[]>, RowData>
            opened(int atHandMax, Optional<OperatorSubtaskState> state) throws Exception {
        var operator =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new LedgerOperator(TRANSFERS, atHandMax), row -> row.f0, Types.STRING);
        operator.setup(EXECUTIONS.createSerializer(new SerializerConfigImpl()));
        if (state.isPresent()) {
            operator.initializeState(state.get());
        }
        operator.open();
        return operator;
    }

    private static Claim fund(int account, int round) {
        var request =
                new FundRequest(
                        new OrderId("fund-" + round),
                        new Account("trader-" + account),
                        NOON,
                        new Asset("USD"),
                        BigDecimal.ONE);
        return new Claim(request, round, new Finding.Fund(), ClearingTerms.STANDARD);
    }
}
