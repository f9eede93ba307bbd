// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** Makes a message of a record. */
@PublicEvolving
public interface IggySerializationSchema<T> extends Serializable {

    /** Called once before the first record. */
    default void open(SerializationSchema.InitializationContext context) throws Exception {}

    IggyOutgoingMessage serialize(T record) throws IOException;

    /** The body by any schema of Flink's, and neither key nor headers. */
    static <T> IggySerializationSchema<T> ofPayload(SerializationSchema<T> schema) {
        return new PayloadSerializationSchema<>(schema);
    }

    /** See {@link #ofPayload}. */
    final class PayloadSerializationSchema<T> implements IggySerializationSchema<T> {

        private final SerializationSchema<T> schema;

        private PayloadSerializationSchema(SerializationSchema<T> schema) {
            this.schema = schema;
        }

        @Override
        public void open(SerializationSchema.InitializationContext context) throws Exception {
            schema.open(context);
        }

        @Override
        public IggyOutgoingMessage serialize(T record) {
            return IggyOutgoingMessage.of(schema.serialize(record));
        }
    }
}
