package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.TermsChange;
import org.jspecify.annotations.Nullable;

/**
 * A change of the terms of clearing, as JSON on the topic {@code terms}: always all of them, so
 * that a line needs none before it.
 */
public final class TermsCodec {
    public static final int FORMAT = 1;

    /** Of every change, so that they are one log. */
    public static final String KEY = "clearing";

    private TermsCodec() {}

    /** Without when it was taken, which is the bus's to say. */
    public static byte[] encode(Instant from, ClearingTerms terms) {
        return FlatJson.write(json -> write(from, terms, json));
    }

    /**
     * Reads one message, strictly.
     *
     * @param taken when the bus took it, by its own stamp
     * @param received by which it is told whether it begins too far ahead: see {@link
     *     EventTime#checkNotAhead}
     */
    public static TermsChange decode(byte[] bytes, Instant taken, Instant received)
            throws MalformedMessage {
        return FlatJson.read(bytes, 0, bytes.length, new Draft(taken, received));
    }

    private static void write(Instant from, ClearingTerms terms, JsonGenerator json)
            throws IOException {
        json.writeNumberField("format", FORMAT);
        json.writeStringField("from", EventTime.format(from));
        json.writeStringField("slippage", terms.slippage().toPlainString());
        json.writeStringField("fee_rate", terms.feeRate().toPlainString());
        json.writeNumberField("quote_wait_ms", terms.quoteWait().toMillis());
    }

    private static final class Draft implements FlatJson.Draft<TermsChange> {
        private final Instant taken;
        private final Instant received;
        private @Nullable Long format;
        private @Nullable Instant from;
        private @Nullable BigDecimal slippage;
        private @Nullable BigDecimal feeRate;
        private @Nullable Long quoteWaitMillis;

        Draft(Instant taken, Instant received) {
            this.taken = taken;
            this.received = received;
        }

        @Override
        public void field(String name, JsonParser value) throws IOException, MalformedMessage {
            switch (name) {
                case "format" -> format = FlatJson.integer(name, value, format);
                case "from" -> from = EventTime.parse(name, FlatJson.text(name, value, from));
                case "slippage" ->
                        slippage = Amounts.parse(name, FlatJson.text(name, value, slippage));
                case "fee_rate" ->
                        feeRate = Amounts.parse(name, FlatJson.text(name, value, feeRate));
                case "quote_wait_ms" ->
                        quoteWaitMillis = FlatJson.integer(name, value, quoteWaitMillis);
                default -> {}
            }
        }

        @Override
        public TermsChange finish() throws MalformedMessage {
            long known = FlatJson.required("format", format);
            if (known < 1 || known > FORMAT) {
                throw new MalformedMessage(
                        "format: must be 1 to %d, was %d".formatted(FORMAT, known));
            }
            Duration wait = Duration.ofMillis(FlatJson.required("quote_wait_ms", quoteWaitMillis));
            Instant begin = FlatJson.required("from", from);
            EventTime.checkNotAhead("time", begin, received);
            return new TermsChange(
                    begin,
                    taken,
                    ClearingTerms.STANDARD.with(
                            FlatJson.required("slippage", slippage),
                            FlatJson.required("fee_rate", feeRate),
                            wait));
        }
    }
}
