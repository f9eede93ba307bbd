package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.clearing.Closing;
import org.jspecify.annotations.Nullable;

/** What the clearing house decided of a partition, as JSON on the topic {@code closings}. */
public final class ClosingCodec {
    public static final int FORMAT = 1;

    private ClosingCodec() {}

    public static byte[] encode(Closing closing) {
        return FlatJson.write(json -> write(closing, json));
    }

    /** Reads one message, strictly. */
    public static Closing decode(byte[] bytes) throws MalformedMessage {
        return FlatJson.read(bytes, 0, bytes.length, new Draft());
    }

    private static void write(Closing closing, JsonGenerator json) throws IOException {
        json.writeNumberField("format", FORMAT);
        json.writeNumberField("partition", closing.partition());
        json.writeStringField("writer", closing.writer());
        if (closing.decision().isPresent()) {
            Closing.Decision decision = closing.decision().get();
            json.writeNumberField("offset", decision.offset());
            json.writeStringField("taken", EventTime.format(decision.taken()));
            if (decision.time().isPresent()) {
                json.writeStringField("time", EventTime.format(decision.time().get()));
            }
        }
    }

    private static final class Draft implements FlatJson.Draft<Closing> {
        private @Nullable Long format;
        private @Nullable Long partition;
        private @Nullable String writer;
        private @Nullable Long offset;
        private @Nullable Instant taken;
        private @Nullable Instant time;

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "format" -> format = FlatJson.integer(name, value, format);
                case "partition" -> partition = FlatJson.integer(name, value, partition);
                case "writer" -> writer = FlatJson.text(name, value, writer);
                case "offset" -> offset = FlatJson.integer(name, value, offset);
                case "taken" -> taken = EventTime.parse(name, FlatJson.text(name, value, taken));
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                default -> {}
            }
        }

        @Override
        public Closing finish() throws MalformedMessage {
            long known = FlatJson.required("format", format);
            if (known > FORMAT) {
                throw new MalformedMessage(
                        "format: must be at most %d, was %d".formatted(FORMAT, known));
            }
            Optional<Closing.Decision> decision =
                    offset == null
                            ? Optional.empty()
                            : Optional.of(
                                    new Closing.Decision(
                                            offset,
                                            FlatJson.required("taken", taken),
                                            Optional.ofNullable(time)));
            return new Closing(
                    Math.toIntExact(FlatJson.required("partition", partition)),
                    FlatJson.required("writer", writer),
                    decision);
        }
    }
}
