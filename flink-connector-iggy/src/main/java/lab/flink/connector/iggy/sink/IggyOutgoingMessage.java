// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * A message to be written. Only the body is stored as such; Iggy keeps no key, it merely decides
 * the partition.
 */
@PublicEvolving
public final class IggyOutgoingMessage {

    private final byte[] payload;
    private byte @Nullable [] key;
    private OptionalInt partition = OptionalInt.empty();
    private OptionalLong originTimestampMicros = OptionalLong.empty();
    private @Nullable UUID id;
    private Map<String, byte[]> headers = Map.of();

    private IggyOutgoingMessage(byte[] payload) {
        this.payload = payload;
    }

    /** A message of this body, which is not copied. */
    public static IggyOutgoingMessage of(byte[] payload) {
        return new IggyOutgoingMessage(payload);
    }

    public IggyOutgoingMessage withKey(byte @Nullable [] value) {
        key = value;
        return this;
    }

    /** For {@link SinkPartitioning.ByMessage}. */
    public IggyOutgoingMessage withPartition(int value) {
        partition = OptionalInt.of(value);
        return this;
    }

    /** What the message says about its own time; without it, the record's timestamp. */
    public IggyOutgoingMessage withOriginTime(Instant value) {
        originTimestampMicros = OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, value));
        return this;
    }

    /** The message's id; without it, the server makes one. */
    public IggyOutgoingMessage withId(@Nullable UUID value) {
        id = value;
        return this;
    }

    public IggyOutgoingMessage withHeaders(Map<String, byte[]> value) {
        headers = Map.copyOf(value);
        return this;
    }

    byte[] payload() {
        return payload;
    }

    Optional<byte[]> key() {
        return Optional.ofNullable(key);
    }

    OptionalInt partition() {
        return partition;
    }

    OptionalLong originTimestampMicros() {
        return originTimestampMicros;
    }

    @Nullable UUID id() {
        return id;
    }

    Map<String, byte[]> headers() {
        return headers;
    }
}
