// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import lab.flink.connector.iggy.sink.IggyOutgoingMessage;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** What a row may say about its message besides the body, as columns; null says nothing. */
@SuppressWarnings("ImmutableEnumChecker") // Flink does not annotate DataType, which is immutable
enum WritableMetadata {
    ORIGIN_TIMESTAMP("origin-timestamp", DataTypes.TIMESTAMP_LTZ(6).nullable()) {
        @Override
        void apply(RowData row, int column, IggyOutgoingMessage message) {
            message.withOriginTime(row.getTimestamp(column, 6).toInstant());
        }
    },
    MESSAGE_ID("message-id", DataTypes.STRING().nullable()) {
        @Override
        void apply(RowData row, int column, IggyOutgoingMessage message) {
            message.withId(UUID.fromString(row.getString(column).toString()));
        }
    },
    HEADERS("headers", DataTypes.MAP(DataTypes.STRING(), DataTypes.BYTES()).nullable()) {
        @Override
        void apply(RowData row, int column, IggyOutgoingMessage message) {
            MapData map = row.getMap(column);
            ArrayData names = map.keyArray();
            ArrayData values = map.valueArray();
            var headers = new HashMap<String, byte[]>();
            for (int i = 0; i < map.size(); i++) {
                if (!names.isNullAt(i) && !values.isNullAt(i)) {
                    headers.put(names.getString(i).toString(), values.getBinary(i));
                }
            }
            message.withHeaders(headers);
        }
    };

    private final String key;
    private final DataType type;

    WritableMetadata(String key, DataType type) {
        this.key = key;
        this.type = type;
    }

    /** Puts the column, which is not null, into the message. */
    abstract void apply(RowData row, int column, IggyOutgoingMessage message);

    String key() {
        return key;
    }

    static Map<String, DataType> all() {
        var types = new LinkedHashMap<String, DataType>();
        Stream.of(values()).forEach(metadata -> types.put(metadata.key, metadata.type));
        return types;
    }

    static WritableMetadata of(String key) {
        return Stream.of(values())
                .filter(metadata -> metadata.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new ValidationException(
                                "iggy: there is no writable metadata '" + key + "'"));
    }
}
