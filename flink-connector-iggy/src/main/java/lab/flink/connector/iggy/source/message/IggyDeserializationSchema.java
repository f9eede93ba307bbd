// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.message;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Makes records of a message: none, one or several. Runs on the fetcher thread, ahead of what is
 * being processed, so that a record handed out must not be changed or reused afterwards.
 */
@PublicEvolving
public interface IggyDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

    /** Called once before the first message. */
    default void open(DeserializationSchema.InitializationContext context) throws Exception {}

    /**
     * Hands the message's records to {@code out}. Any exception says that the message cannot be
     * decoded, and so does a null record.
     */
    void deserialize(IggyMessage message, Collector<T> out) throws IOException;

    /** Decodes the body alone, by any schema of Flink's. */
    static <T> IggyDeserializationSchema<T> ofPayload(DeserializationSchema<T> schema) {
        return new PayloadDeserializationSchema<>(schema);
    }

    /** See {@link #ofPayload}. */
    final class PayloadDeserializationSchema<T> implements IggyDeserializationSchema<T> {

        private final DeserializationSchema<T> schema;

        private PayloadDeserializationSchema(DeserializationSchema<T> schema) {
            this.schema = schema;
        }

        @Override
        public void open(DeserializationSchema.InitializationContext context) throws Exception {
            schema.open(context);
        }

        @Override
        public void deserialize(IggyMessage message, Collector<T> out) throws IOException {
            schema.deserialize(message.payload(), out);
        }

        @Override
        public TypeInformation<T> getProducedType() {
            return schema.getProducedType();
        }
    }
}
