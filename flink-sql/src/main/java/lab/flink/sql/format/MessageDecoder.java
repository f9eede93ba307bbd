package lab.flink.sql.format;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.source.message.IggyMessage;
import lab.topics.codec.MalformedMessage;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes one row of a message, or says why it is none.
 *
 * <p>Over the bus it sees when the broker took the message in, by which an event time too far ahead
 * is told; as a plain format it does not, and believes any.
 */
final class MessageDecoder
        implements DeserializationSchema<RowData>, IggyDeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final ArrayList<String> columns;
    private final TypeInformation<RowData> producedType;
    private final MarketClock clock;
    private transient @Nullable RowMaker maker;

    /** Decodes into the given columns, in their order. */
    MessageDecoder(
            String kind,
            List<String> columns,
            TypeInformation<RowData> producedType,
            MarketClock clock) {
        this.kind = kind;
        this.columns = new ArrayList<>(columns);
        this.producedType = producedType;
        this.clock = clock;
    }

    /** Makes rows of messages. */
    interface RowMaker {
        RowData row(byte[] payload, Instant received) throws MalformedMessage;
    }

    @Override
    public void open(InitializationContext context) {
        open();
    }

    void open() {
        maker = MessageKind.named(kind).rowMaker(columns);
    }

    @Override
    public void deserialize(IggyMessage message, Collector<RowData> out) throws IOException {
        out.collect(decode(message.payload(), EventTime.ofMicros(message.timestampMicros())));
    }

    @Override
    public RowData deserialize(byte[] payload) throws IOException {
        return row(payload, MarketClock.OWN.receipt(Instant.EPOCH));
    }

    /** Makes a row of a message that the bus took at a time. */
    RowData decode(byte[] payload, Instant onBus) throws IOException {
        return row(payload, clock.receipt(onBus));
    }

    private RowData row(byte[] payload, Instant received) throws IOException {
        if (maker == null) {
            throw new IllegalStateException("decoder: must be opened before use");
        }
        try {
            return maker.row(payload, received);
        } catch (MalformedMessage e) {
            throw new IOException(e.reason(), e);
        }
    }

    @Override
    public boolean isEndOfStream(RowData next) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }
}
