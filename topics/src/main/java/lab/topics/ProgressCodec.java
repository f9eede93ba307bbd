package lab.topics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import lab.domain.EventTime;
import lab.domain.Progress;
import org.jspecify.annotations.Nullable;

/** How far a part has come, as JSON on the topic {@code progress}. */
public final class ProgressCodec {
    public static final int VERSION = 1;

    private ProgressCodec() {}

    public static byte[] encode(Progress progress) {
        return FlatJson.write(json -> write(progress, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}. Where a part has ended its time holds back nobody and may be
     *     any.
     */
    public static Progress decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static Progress decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(Progress progress, JsonGenerator json) throws IOException {
        json.writeStringField("part", progress.part());
        json.writeStringField("time", EventTime.format(progress.time()));
        json.writeBooleanField("ended", progress.ended());
    }

    private static final class Draft implements FlatJson.Draft<Progress> {
        private final Instant received;
        private @Nullable String part;
        private @Nullable Instant time;
        private @Nullable Boolean ended;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "part" -> part = FlatJson.text(name, value, part);
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "ended" -> ended = FlatJson.bool(name, value, ended);
                default -> {}
            }
        }

        @Override
        public Progress finish() throws MalformedMessage {
            Instant reached = FlatJson.required("time", time);
            boolean hasEnded = ended != null && ended;
            if (!hasEnded) {
                EventTime.checkNotAhead("time", reached, received);
            }
            return new Progress(FlatJson.required("part", part), reached, hasEnded);
        }
    }
}
