package lab.flink.sql.clearing;

import lab.domain.Pair;
import lab.domain.clearing.Claim;
import lab.topics.Bus;
import lab.topics.Partitioner;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;

/** A claim between two stages: whose it is, which quote book it goes to, and its bytes. */
final class ClaimRow {
    /** Of a claim that can be settled. */
    static final int NO_BOOK = -1;

    static final TypeInformation<Tuple3<String, Integer, byte[]>> TYPE =
            Types.TUPLE(
                    Types.STRING, Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private ClaimRow() {}

    static Tuple3<String, Integer, byte[]> of(Claim claim) {
        return Tuple3.of(
                claim.account().name(),
                claim.wantsQuoteOf().map(ClaimRow::book).orElse(NO_BOOK),
                claim.toBytes());
    }

    /** The partition of the topic that carries the ticks of a pair. */
    private static int book(Pair pair) {
        return Partitioner.partition(pair.name(), Bus.PARTITIONS);
    }

    static Claim claim(Tuple3<String, Integer, byte[]> row) {
        return Claim.ofBytes(row.f2);
    }
}
