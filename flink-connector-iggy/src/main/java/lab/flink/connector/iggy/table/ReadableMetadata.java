// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import lab.flink.connector.iggy.source.message.IggyMessage;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

/** What a message has besides its decoded body, as columns. */
@SuppressWarnings("ImmutableEnumChecker") // Flink does not annotate DataType, which is immutable
enum ReadableMetadata {
    STREAM(
            "stream",
            DataTypes.STRING().notNull(),
            (message, payload) -> StringData.fromString(message.stream())),
    TOPIC(
            "topic",
            DataTypes.STRING().notNull(),
            (message, payload) -> StringData.fromString(message.topic())),
    PARTITION("partition", DataTypes.INT().notNull(), (message, payload) -> message.partition()),
    OFFSET("offset", DataTypes.BIGINT().notNull(), (message, payload) -> message.offset()),
    TIMESTAMP(
            "timestamp",
            DataTypes.TIMESTAMP_LTZ(6).notNull(),
            (message, payload) -> timestamp(message.timestampMicros())),
    ORIGIN_TIMESTAMP(
            "origin-timestamp",
            DataTypes.TIMESTAMP_LTZ(6).notNull(),
            (message, payload) -> timestamp(message.originTimestampMicros())),
    MESSAGE_ID(
            "message-id",
            DataTypes.STRING().notNull(),
            (message, payload) -> StringData.fromString(message.id().toString())),
    HEADERS(
            "headers",
            DataTypes.MAP(DataTypes.STRING().notNull(), DataTypes.BYTES().notNull()).notNull(),
            (message, payload) -> headers(message)),
    PAYLOAD("payload", DataTypes.BYTES().notNull(), (message, payload) -> payload);

    private final String key;
    private final DataType type;
    private final Reader reader;

    ReadableMetadata(String key, DataType type, Reader reader) {
        this.key = key;
        this.type = type;
        this.reader = reader;
    }

    /** Takes one column out of a message. */
    interface Reader extends Serializable {
        Object read(IggyMessage message, byte[] payload);
    }

    Object read(IggyMessage message, byte[] payload) {
        return reader.read(message, payload);
    }

    static Map<String, DataType> all() {
        var types = new LinkedHashMap<String, DataType>();
        Stream.of(values()).forEach(metadata -> types.put(metadata.key, metadata.type));
        return types;
    }

    static ReadableMetadata of(String key) {
        return Stream.of(values())
                .filter(metadata -> metadata.key.equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new ValidationException("iggy: there is no metadata '" + key + "'"));
    }

    private static TimestampData timestamp(long micros) {
        long millis = Math.floorDiv(micros, 1_000L);
        return TimestampData.fromEpochMillis(millis, (int) (micros - millis * 1_000) * 1_000);
    }

    private static GenericMapData headers(IggyMessage message) {
        var headers = new HashMap<StringData, byte[]>();
        message.headers().forEach((name, value) -> headers.put(StringData.fromString(name), value));
        return new GenericMapData(headers);
    }
}
