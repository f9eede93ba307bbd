package lab.flink.sql.format;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.topics.MalformedMessage;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Makes one row of a message, or says why it is none.
 *
 * <p>Over the bus it sees when the broker took the message in, by which an event time too far ahead
 * is told; as a plain format it does not, and believes any.
 */
final class MessageDecoder<T> implements DeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;
    private static final Instant ANY_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private final MessageKind.Reader<T> reader;
    private final ArrayList<Column.Field<T>> fields;
    private final TypeInformation<RowData> producedType;

    MessageDecoder(
            MessageKind.Reader<T> reader,
            List<Column.Field<T>> fields,
            TypeInformation<RowData> producedType) {
        this.reader = reader;
        this.fields = new ArrayList<>(fields);
        this.producedType = producedType;
    }

    @Override
    public void open(InitializationContext context) {}

    @Override
    public RowData deserialize(byte[] payload) throws IOException {
        return row(payload, ANY_TIME);
    }

    private RowData row(byte[] payload, Instant received) throws IOException {
        T message;
        try {
            message = reader.read(payload, received);
        } catch (MalformedMessage e) {
            throw new IOException(e.reason(), e);
        }
        var row = new GenericRowData(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            row.setField(i, fields.get(i).of(message, payload));
        }
        return row;
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
