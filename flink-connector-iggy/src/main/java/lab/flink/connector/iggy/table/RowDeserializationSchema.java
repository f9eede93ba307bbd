// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.io.IOException;
import java.util.List;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.source.message.IggyMessage;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The body by the table's format, with the metadata columns behind it. */
final class RowDeserializationSchema implements IggyDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1L;
    private static final byte[] NOT_READ = {};

    private final @Nullable DeserializationSchema<RowData> format;
    private final ReadableMetadata[] metadata;
    private final TypeInformation<RowData> producedType;
    private final boolean readsPayload;

    /** Without a format there are only metadata columns, and the body is not looked at. */
    RowDeserializationSchema(
            @Nullable DeserializationSchema<RowData> format,
            List<ReadableMetadata> metadata,
            TypeInformation<RowData> producedType) {
        this.format = format;
        this.metadata = metadata.toArray(ReadableMetadata[]::new);
        this.producedType = producedType;
        // A format that reads whole messages takes its own copy; two of each would be waste.
        this.readsPayload =
                metadata.contains(ReadableMetadata.PAYLOAD)
                        || (format != null && !(format instanceof IggyDeserializationSchema<?>));
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        if (format != null) {
            format.open(context);
        }
    }

    @Override
    public void deserialize(IggyMessage message, Collector<RowData> out) throws IOException {
        byte[] payload = readsPayload ? message.payload() : NOT_READ;
        if (format == null) {
            out.collect(metadataOf(message, payload));
        } else if (metadata.length == 0) {
            body(message, payload, out);
        } else {
            body(message, payload, new Joining(metadataOf(message, payload), out));
        }
    }

    /** A format that also reads whole messages is given the message: it may need its time. */
    @SuppressWarnings("unchecked") // the schema of a table's format makes rows, by either method
    private void body(IggyMessage message, byte[] payload, Collector<RowData> out)
            throws IOException {
        if (format instanceof IggyDeserializationSchema<?> whole) {
            ((IggyDeserializationSchema<RowData>) whole).deserialize(message, out);
        } else if (format != null) {
            format.deserialize(payload, out);
        }
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }

    private GenericRowData metadataOf(IggyMessage message, byte[] payload) {
        var row = new GenericRowData(metadata.length);
        for (int column = 0; column < metadata.length; column++) {
            row.setField(column, metadata[column].read(message, payload));
        }
        return row;
    }

    /** Puts the same metadata behind each row of a message. */
    private record Joining(GenericRowData metadata, Collector<RowData> out)
            implements Collector<RowData> {

        @Override
        @SuppressWarnings("NullAway") // formats hand out null for what they cannot read
        public void collect(@Nullable RowData row) {
            out.collect(row == null ? null : new JoinedRowData(row.getRowKind(), row, metadata));
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
