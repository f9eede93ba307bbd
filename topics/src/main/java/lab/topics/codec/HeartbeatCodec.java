package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.progress.Heartbeat;
import org.jspecify.annotations.Nullable;

/** A heartbeat as JSON on the topic {@code heartbeats}. */
public final class HeartbeatCodec {
    public static final int VERSION = 1;

    private static final String TYPE = "heartbeat";

    private HeartbeatCodec() {}

    public static byte[] encode(Heartbeat heartbeat) {
        return FlatJson.write(json -> write(heartbeat, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param received when the bus or the feed had the message, by the market's clock; see {@link
     *     EventTime#checkNotAhead}
     */
    public static Heartbeat decode(byte[] bytes, int offset, int length, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft(received));
    }

    public static Heartbeat decode(byte[] bytes, Instant received) throws MalformedMessage {
        return decode(bytes, 0, bytes.length, received);
    }

    private static void write(Heartbeat heartbeat, JsonGenerator json) throws IOException {
        json.writeStringField("type", TYPE);
        json.writeStringField("pair", heartbeat.pair().name());
        json.writeNumberField("last_trade_id", heartbeat.lastTradeId());
        json.writeStringField("time", EventTime.format(heartbeat.time()));
        json.writeStringField("exchange", heartbeat.exchange());
        json.writeBooleanField("ended", heartbeat.ended());
    }

    private static final class Draft implements FlatJson.Draft<Heartbeat> {
        private final Instant received;
        private @Nullable String type;
        private @Nullable Pair pair;
        private @Nullable Long lastTradeId;
        private @Nullable Instant time;
        private @Nullable String exchange;
        private @Nullable Boolean ended;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "type" -> type = FlatJson.text(name, value, type);
                case "pair" -> pair = new Pair(FlatJson.text(name, value, pair));
                case "last_trade_id" -> lastTradeId = FlatJson.integer(name, value, lastTradeId);
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "exchange" -> {
                    if (!FlatJson.isNull(value)) {
                        exchange = FlatJson.text(name, value, exchange);
                    }
                }
                case "ended" -> ended = FlatJson.bool(name, value, ended);
                default -> {}
            }
        }

        @Override
        public Heartbeat finish() throws MalformedMessage {
            String kind = FlatJson.required("type", type);
            if (!kind.equals(TYPE)) {
                throw new MalformedMessage(
                        "type: must be heartbeat, was " + MalformedMessage.quoted(kind));
            }
            Instant reached = FlatJson.required("time", time);
            EventTime.checkNotAhead("time", reached, received);
            return new Heartbeat(
                    FlatJson.required("pair", pair),
                    FlatJson.required("last_trade_id", lastTradeId),
                    reached,
                    exchange == null ? Words.EXCHANGE_UNKNOWN : exchange,
                    ended != null && ended);
        }
    }
}
