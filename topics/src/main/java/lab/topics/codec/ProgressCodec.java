package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.progress.Progress;
import lab.domain.progress.WaitingRequests;
import org.jspecify.annotations.Nullable;

/** How far a part has come, as JSON on the topic {@code progress}. */
public final class ProgressCodec {
    public static final int VERSION = 1;

    /** The part under which the clearing house says which requests wait. */
    public static final String WAITING_PART = "clearing-waiting";

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
        if (progress.waiting().isPresent()) {
            write(progress.waiting().get(), json);
        }
    }

    private static void write(WaitingRequests waiting, JsonGenerator json) throws IOException {
        json.writeNumberField("waiting", waiting.requests());
        if (waiting.expired().isPresent()) {
            json.writeNumberField("expired", waiting.expired().get());
        }
        if (waiting.oldest().isPresent()) {
            WaitingRequests.Oldest oldest = waiting.oldest().get();
            json.writeStringField("oldest_account", oldest.account().name());
            json.writeStringField("oldest_order", oldest.orderId().text());
            json.writeStringField("oldest_time", EventTime.format(oldest.time()));
            if (oldest.since().isPresent()) {
                json.writeStringField("oldest_since", EventTime.format(oldest.since().get()));
            }
        }
    }

    private static final class Draft implements FlatJson.Draft<Progress> {
        private final Instant received;
        private @Nullable String part;
        private @Nullable Instant time;
        private @Nullable Boolean ended;
        private @Nullable Long waiting;
        private @Nullable Long expired;
        private @Nullable Account account;
        private @Nullable OrderId order;
        private @Nullable Instant oldest;
        private @Nullable Instant since;

        Draft(Instant received) {
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "part" -> part = FlatJson.text(name, value, part);
                case "time" -> time = EventTime.parse(name, FlatJson.text(name, value, time));
                case "ended" -> ended = FlatJson.bool(name, value, ended);
                case "waiting" -> waiting = FlatJson.integer(name, value, waiting);
                case "expired" -> expired = FlatJson.integer(name, value, expired);
                case "oldest_account" -> account = new Account(FlatJson.text(name, value, account));
                case "oldest_order" -> order = new OrderId(FlatJson.text(name, value, order));
                case "oldest_time" ->
                        oldest = EventTime.parse(name, FlatJson.text(name, value, oldest));
                case "oldest_since" ->
                        since = EventTime.parse(name, FlatJson.text(name, value, since));
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
            return new Progress(
                    FlatJson.required("part", part),
                    reached,
                    hasEnded,
                    waiting == null
                            ? Optional.empty()
                            : Optional.of(
                                    new WaitingRequests(
                                            waiting, Optional.ofNullable(expired), oldest())));
        }

        private Optional<WaitingRequests.Oldest> oldest() throws MalformedMessage {
            return account == null
                    ? Optional.empty()
                    : Optional.of(
                            new WaitingRequests.Oldest(
                                    account,
                                    FlatJson.required("oldest_order", order),
                                    FlatJson.required("oldest_time", oldest),
                                    Optional.ofNullable(since)));
        }
    }
}
