package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import lab.domain.Annotation;
import lab.domain.EventTime;
import lab.domain.Layer;
import lab.domain.Pair;
import org.jspecify.annotations.Nullable;

/** An annotation as JSON on the topic {@code annotations}. */
public final class AnnotationCodec {
    public static final int VERSION = 1;

    private AnnotationCodec() {}

    public static byte[] encode(Annotation annotation) {
        return FlatJson.write(json -> write(annotation, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}
     */
    public static Annotation decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static Annotation decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(Annotation annotation, JsonGenerator json) throws IOException {
        json.writeStringField("id", annotation.id());
        json.writeStringField("pair", annotation.pair().name());
        json.writeStringField("time", EventTime.format(annotation.time()));
        json.writeStringField("layer", annotation.layer().word());
        json.writeStringField("text", annotation.text());
        json.writeStringField("reference", annotation.reference());
    }

    private static final class Draft implements FlatJson.Draft<Annotation> {
        private final Instant received;
        private @Nullable String id;
        private @Nullable Pair pair;
        private @Nullable Instant time;
        private @Nullable Layer layer;
        private @Nullable String text;
        private @Nullable String reference;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "id" -> id = FlatJson.text(name, value, id);
                case "pair" -> pair = new Pair(FlatJson.text(name, value, pair));
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "layer" -> layer = Layer.parse(FlatJson.text(name, value, layer));
                case "text" -> text = FlatJson.text(name, value, text);
                case "reference" -> reference = FlatJson.text(name, value, reference);
                default -> {}
            }
        }

        @Override
        public Annotation finish() throws MalformedMessage {
            Instant happened = FlatJson.required("time", time);
            EventTime.checkNotAhead("time", happened, received);
            return new Annotation(
                    FlatJson.required("id", id),
                    FlatJson.required("pair", pair),
                    happened,
                    FlatJson.required("layer", layer),
                    FlatJson.required("text", text),
                    FlatJson.required("reference", reference));
        }
    }
}
