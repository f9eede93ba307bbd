// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.util.List;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.sink.IggyOutgoingMessage;
import lab.flink.connector.iggy.sink.IggySerializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.jspecify.annotations.Nullable;

/** The row's physical columns by the table's format; key, partition and metadata by column. */
final class RowSerializationSchema implements IggySerializationSchema<RowData> {

    private static final long serialVersionUID = 1L;

    private final SerializationSchema<RowData> format;
    private final int physicalColumns;
    private final WritableMetadata[] metadata;
    private final Routing routing;
    private transient @Nullable ProjectedRowData physical;

    RowSerializationSchema(
            SerializationSchema<RowData> format,
            int physicalColumns,
            List<WritableMetadata> metadata,
            Routing routing) {
        this.format = format;
        this.physicalColumns = physicalColumns;
        this.metadata = metadata.toArray(WritableMetadata[]::new);
        this.routing = routing;
    }

    /** Which column decides the partition, and how. */
    sealed interface Routing extends java.io.Serializable {
        record None() implements Routing {}

        record StringKey(int column) implements Routing {}

        record BinaryKey(int column) implements Routing {}

        record Partition(int column) implements Routing {}
    }

    @Override
    public void open(SerializationSchema.InitializationContext context) throws Exception {
        format.open(context);
    }

    @Override
    public IggyOutgoingMessage serialize(RowData row) {
        IggyOutgoingMessage message = IggyOutgoingMessage.of(format.serialize(physical(row)));
        route(row, message);
        for (int i = 0; i < metadata.length; i++) {
            int column = physicalColumns + i;
            if (!row.isNullAt(column)) {
                metadata[i].apply(row, column, message);
            }
        }
        return message;
    }

    private RowData physical(RowData row) {
        if (metadata.length == 0) {
            return row;
        }
        ProjectedRowData view = physical;
        if (view == null) {
            view = ProjectedRowData.from(IntStream.range(0, physicalColumns).toArray());
            physical = view;
        }
        return view.replaceRow(row);
    }

    private void route(RowData row, IggyOutgoingMessage message) {
        if (routing instanceof Routing.StringKey key && !row.isNullAt(key.column())) {
            message.withKey(row.getString(key.column()).toBytes());
        } else if (routing instanceof Routing.BinaryKey key && !row.isNullAt(key.column())) {
            message.withKey(row.getBinary(key.column()));
        } else if (routing instanceof Routing.Partition named && !row.isNullAt(named.column())) {
            message.withPartition(row.getInt(named.column()));
        }
    }
}
