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

    /** Reads one message, strictly. */
    public static Progress decode(byte[] bytes, int offset, int length) throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft());
    }

    public static Progress decode(byte[] bytes) throws MalformedMessage {
        return decode(bytes, 0, bytes.length);
    }

    private static void write(Progress progress, JsonGenerator json) throws IOException {
        json.writeStringField("part", progress.part());
        json.writeStringField("time", EventTime.format(progress.time()));
        json.writeBooleanField("ended", progress.ended());
    }

    private static final class Draft implements FlatJson.Draft<Progress> {
        private @Nullable String part;
        private @Nullable Instant time;
        private @Nullable Boolean ended;

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
            return new Progress(
                    FlatJson.required("part", part),
                    FlatJson.required("time", time),
                    ended != null && ended);
        }
    }
}
