package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import lab.domain.DeadLetter;
import lab.domain.DeadLetter.Position;
import lab.domain.EventTime;
import org.jspecify.annotations.Nullable;

/** A dead letter as JSON on the topic {@code dlq}. */
public final class DeadLetterCodec {
    public static final int VERSION = 1;

    private static final int SOURCE_LENGTH_MAX = 255;

    private DeadLetterCodec() {}

    public static byte[] encode(DeadLetter letter) {
        return FlatJson.write(json -> write(letter, json));
    }

    public static DeadLetter decode(byte[] bytes, int offset, int length) throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft());
    }

    public static DeadLetter decode(byte[] bytes) throws MalformedMessage {
        return decode(bytes, 0, bytes.length);
    }

    private static void write(DeadLetter letter, JsonGenerator json) throws IOException {
        json.writeStringField("source", letter.source());
        json.writeStringField("reason", letter.reason());
        json.writeStringField("payload", letter.payload());
        json.writeStringField("received", EventTime.format(letter.received()));
        if (letter.position().isPresent()) {
            switch (letter.position().get()) {
                case Position.OnBus(String topic, int partition, long offset) -> {
                    json.writeStringField("topic", topic);
                    json.writeNumberField("partition", partition);
                    json.writeNumberField("offset", offset);
                }
                case Position.InFeed(long line) -> json.writeNumberField("line", line);
            }
        }
    }

    private static final class Draft implements FlatJson.Draft<DeadLetter> {
        private @Nullable String source;
        private @Nullable String reason;
        private @Nullable String payload;
        private @Nullable Instant received;
        private @Nullable String topic;
        private @Nullable Long partition;
        private @Nullable Long offset;
        private @Nullable Long line;

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "source" -> source = FlatJson.text(name, value, source);
                case "reason" -> reason = FlatJson.text(name, value, reason);
                case "payload" -> payload = FlatJson.text(name, value, payload);
                case "received" ->
                        received = EventTime.parse(name, FlatJson.text(name, value, received));
                case "topic" -> topic = FlatJson.text(name, value, topic);
                case "partition" -> partition = upTo(Integer.MAX_VALUE, name, value, partition);
                case "offset" -> offset = upTo(Long.MAX_VALUE, name, value, offset);
                case "line" -> line = upTo(Long.MAX_VALUE, name, value, line);
                default -> {}
            }
        }

        private static Long upTo(long max, String name, JsonParser value, @Nullable Long before)
                throws IOException, MalformedMessage {
            Long number = FlatJson.integer(name, value, before);
            if (number < 0 || number > max) {
                throw new MalformedMessage(name + ": must be 0 to " + max + ", was " + number);
            }
            return number;
        }

        @Override
        public DeadLetter finish() throws MalformedMessage {
            String from = FlatJson.required("source", source);
            if (from.isEmpty() || from.length() > SOURCE_LENGTH_MAX) {
                throw new MalformedMessage(
                        "source: must be 1 to 255 characters, was "
                                + MalformedMessage.quoted(from));
            }
            String bytes = FlatJson.required("payload", payload);
            try {
                Base64.getDecoder().decode(bytes);
            } catch (IllegalArgumentException e) {
                throw new MalformedMessage(
                        "payload: must be base64, was " + MalformedMessage.quoted(bytes));
            }
            return new DeadLetter(
                    from,
                    FlatJson.required("reason", reason),
                    bytes,
                    FlatJson.required("received", received),
                    position());
        }

        private Optional<Position> position() throws MalformedMessage {
            if (topic == null && partition == null && offset == null) {
                return Optional.ofNullable(line).map(Position.InFeed::new);
            }
            if (line != null) {
                throw new MalformedMessage("line: must not stand beside a topic, was " + line);
            }
            return Optional.of(
                    new Position.OnBus(
                            FlatJson.required("topic", topic),
                            Math.toIntExact(FlatJson.required("partition", partition)),
                            FlatJson.required("offset", offset)));
        }
    }
}
