package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import lab.domain.OrderId;
import lab.domain.clearing.OrderIdHash;
import lab.domain.clearing.house.KnownOrders;
import lab.domain.clearing.house.RequestIntake;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * The order ids of the account whose turn it is, in Flink's state: 25 bytes each in a checkpoint.
 *
 * <p>Dropping the old ones looks at each id of the account. It is done once an hour of event time,
 * so an id is looked at some 25 times in its life.
 */
final class FlinkOrderIds implements KnownOrders {
    static final MapStateDescriptor<Tuple2<Long, Long>, Long> IDS =
            new MapStateDescriptor<>("order-ids", Types.TUPLE(Types.LONG, Types.LONG), Types.LONG);

    /** As the versions kept them that forgot none: the ids themselves, without a time. */
    static final MapStateDescriptor<String, Boolean> IDS_OF_FORMAT_0 =
            new MapStateDescriptor<>("known", Types.STRING, Types.BOOLEAN);

    private final MapState<Tuple2<Long, Long>, Long> ids;

    FlinkOrderIds(MapState<Tuple2<Long, Long>, Long> ids) {
        this.ids = ids;
    }

    /**
     * Takes over ids of format 0. They do not say when they were used, nor whether a fund was,
     * whose id must never be forgotten; so none of these few is.
     */
    void adopt(MapState<String, Boolean> old) throws Exception {
        for (String id : old.keys()) {
            put(OrderIdHash.of(new OrderId(id)), RequestIntake.FOR_EVER);
        }
        old.clear();
    }

    @Override
    public OptionalLong time(OrderIdHash id) {
        try {
            Long time = ids.get(key(id));
            return time == null ? OptionalLong.empty() : OptionalLong.of(time);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void put(OrderIdHash id, long time) {
        try {
            ids.put(key(id), time);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void forgetBefore(long time) {
        try {
            Iterator<Map.Entry<Tuple2<Long, Long>, Long>> all = ids.iterator();
            while (all.hasNext()) {
                if (requireNonNull(all.next().getValue()) < time) {
                    all.remove();
                }
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private static Tuple2<Long, Long> key(OrderIdHash id) {
        return Tuple2.of(id.high(), id.low());
    }

    private static UncheckedIOException failed(Exception cause) {
        return new UncheckedIOException(new IOException("clearing: state failed", cause));
    }
}
