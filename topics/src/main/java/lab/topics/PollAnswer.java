package lab.topics;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import lab.domain.EventTime;

/**
 * Reads the answer to a poll: partition, newest offset, number of messages, and the messages. An
 * answer that contradicts itself is none of ours, and nothing of it is believed: the link is out of
 * step, or what is at its other end is no broker.
 */
final class PollAnswer {
    private static final int HEAD_BYTES = 4 + 8 + 4;
    private static final int OFFSET_AT = 24;
    private static final int TIME_AT = 32;
    private static final int HEADERS_LENGTH_AT = 48;
    private static final int PAYLOAD_LENGTH_AT = 52;

    private PollAnswer() {}

    static List<BusMessage> read(Topic topic, int partition, ByteBuf answer) throws BusException {
        if (answer.readableBytes() < HEAD_BYTES) {
            throw wrong(topic, partition, "has %d bytes".formatted(answer.readableBytes()));
        }
        int answered = answer.readIntLE();
        if (answered != partition) {
            throw wrong(topic, partition, "is for partition " + answered);
        }
        long newest = answer.readLongLE();
        int count = answer.readIntLE();
        int countMax = answer.readableBytes() / SendBuffer.HEADER_BYTES;
        if (count < 0 || count > countMax) {
            throw wrong(
                    topic,
                    partition,
                    "says %d messages and has %d bytes".formatted(count, answer.readableBytes()));
        }
        List<BusMessage> messages = new ArrayList<>(count);
        long before = -1;
        for (int i = 0; i < count; i++) {
            BusMessage message = message(topic, partition, answer);
            if (message.offset() <= before) {
                throw wrong(
                        topic,
                        partition,
                        "has offset %d behind %d".formatted(message.offset(), before));
            }
            before = message.offset();
            messages.add(message);
        }
        if (before > newest) {
            // A server 0.8.0 goes on giving what it had not saved when the topic was purged
            throw wrong(
                    topic,
                    partition,
                    "has offset %d and says that the newest is %d".formatted(before, newest));
        }
        if (answer.isReadable()) {
            throw wrong(
                    topic,
                    partition,
                    "goes on by %d bytes behind its %d messages"
                            .formatted(answer.readableBytes(), count));
        }
        return messages;
    }

    private static BusMessage message(Topic topic, int partition, ByteBuf answer)
            throws BusException {
        int at = answer.readerIndex();
        long left = answer.readableBytes() - (long) SendBuffer.HEADER_BYTES;
        if (left < 0) {
            throw wrong(topic, partition, "ends within the header of a message");
        }
        long offset = answer.getLongLE(at + OFFSET_AT);
        long micros = answer.getLongLE(at + TIME_AT);
        int headersLength = answer.getIntLE(at + HEADERS_LENGTH_AT);
        int payloadLength = answer.getIntLE(at + PAYLOAD_LENGTH_AT);
        if (payloadLength < 0 || headersLength < 0 || (long) payloadLength + headersLength > left) {
            throw wrong(
                    topic,
                    partition,
                    "has %d bytes left for a message of %d and %d bytes"
                            .formatted(left, payloadLength, headersLength));
        }
        var payload = new byte[payloadLength];
        answer.skipBytes(SendBuffer.HEADER_BYTES).readBytes(payload).skipBytes(headersLength);
        if (micros < 0) {
            throw wrong(topic, partition, "has a message of %d microseconds".formatted(micros));
        }
        return new BusMessage(topic, partition, offset, EventTime.ofMicros(micros), payload);
    }

    private static BusException wrong(Topic topic, int partition, String culprit) {
        String message =
                "poll of %s/%d: its answer must agree with itself, %s"
                        .formatted(topic.topicName(), partition, culprit);
        return BusException.unreachable(message, new IllegalStateException(message));
    }
}
