// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.source.message.IggyMessage;
import lab.flink.connector.iggy.source.metrics.IggySourceReaderMetrics;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a poll's answer into rows, and what cannot be turned into letters or an error. */
final class MessageDecoder<T> {

    private static final Logger log = LoggerFactory.getLogger(MessageDecoder.class);
    private static final String NO_RECORD = "the format makes no record of it";

    private final IggyDeserializationSchema<T> schema;
    private final DecodeErrorPolicy policy;
    private final IggySourceReaderMetrics metrics;

    MessageDecoder(
            IggyDeserializationSchema<T> schema,
            DecodeErrorPolicy policy,
            IggySourceReaderMetrics metrics) {
        this.schema = schema;
        this.policy = policy;
        this.metrics = metrics;
    }

    /** What became of an answer. */
    record Decoded<T>(FetchedMessages<T> messages, List<DeadLetter> letters) {}

    /** Decodes the messages from {@code first} up to but without {@code end}. */
    Decoded<T> decode(
            TopicPartition partition,
            PolledMessages answer,
            long first,
            long end,
            FetchedMessages<T> into)
            throws IOException {
        var letters = new ArrayList<DeadLetter>(0);
        var message = new IggyMessage(partition, answer);
        var rows = new Rows<>(into);
        answer.rewind();
        while (answer.next() && answer.offset() < end) {
            if (answer.offset() < first) {
                continue;
            }
            decodeOne(message, rows, into, letters);
            into.endMessage(answer.offset(), answer.timestampMicros(), answer.checksum());
        }
        return new Decoded<>(into, letters);
    }

    private void decodeOne(
            IggyMessage message, Rows<T> rows, FetchedMessages<T> into, List<DeadLetter> letters)
            throws IOException {
        Throwable failure = null;
        try {
            schema.deserialize(message, rows);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        if (failure == null && !rows.sawNull && into.openRows() > 0) {
            return;
        }
        into.dropRows();
        rows.sawNull = false;
        metrics.decodeError();
        String reason = failure == null ? NO_RECORD : DeadLetter.reasonOf(failure);
        if (policy instanceof DecodeErrorPolicy.DeadLetter dead) {
            letters.add(DeadLetter.of(dead.source(), reason, message));
        } else if (policy instanceof DecodeErrorPolicy.Fail && failure != null) {
            throw new IOException(at(message) + ": cannot be decoded, " + reason, failure);
        } else {
            log.debug("message left out at={} reason={}", at(message), reason);
        }
    }

    private static String at(IggyMessage message) {
        return "message %s/%s/%d@%d"
                .formatted(
                        message.stream(), message.topic(), message.partition(), message.offset());
    }

    /** Collects the rows of one message. */
    private static final class Rows<T> implements Collector<T> {
        private final FetchedMessages<T> into;
        private boolean sawNull;

        Rows(FetchedMessages<T> into) {
            this.into = into;
        }

        @Override
        public void collect(@Nullable T row) {
            if (row == null) {
                sawNull = true; // json.ignore-parse-errors and its like
            } else {
                into.addRow(row);
            }
        }

        @Override
        public void close() {}
    }
}
