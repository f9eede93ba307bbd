package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import org.jspecify.annotations.Nullable;

/**
 * A change of the terms of clearing, as JSON on the topic {@code terms}: always all of them, so
 * that a line needs none before it.
 */
public final class TermsCodec {
    /** Of a change without fees by venue its bytes are those of format 1, as they always were. */
    public static final int FORMAT = 2;

    private static final int FORMAT_WITHOUT_VENUES = 1;

    /** With the venue behind it, the name of the field that has the venue's fee. */
    private static final String VENUE_FEE = "fee_rate@";

    /** Of venues that a line may name. */
    private static final int VENUES_MAX = 100;

    /** Of every change, so that they are one log. */
    public static final String KEY = "clearing";

    private TermsCodec() {}

    /** Without when it was taken, which is the bus's to say. */
    public static byte[] encode(Instant from, VenueTerms terms) {
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

    private static void write(Instant from, VenueTerms all, JsonGenerator json) throws IOException {
        ClearingTerms terms = all.usual();
        json.writeNumberField("format", all.fees().isEmpty() ? FORMAT_WITHOUT_VENUES : FORMAT);
        json.writeStringField("from", EventTime.format(from));
        json.writeStringField("slippage", terms.slippage().toPlainString());
        json.writeStringField("fee_rate", terms.feeRate().toPlainString());
        json.writeNumberField("quote_wait_ms", terms.quoteWait().toMillis());
        for (var fee : all.fees().entrySet()) {
            json.writeStringField(VENUE_FEE + fee.getKey(), fee.getValue().toPlainString());
        }
    }

    private static final class Draft implements FlatJson.Draft<TermsChange> {
        private final Instant taken;
        private final Instant received;
        private @Nullable Long format;
        private @Nullable Instant from;
        private @Nullable BigDecimal slippage;
        private @Nullable BigDecimal feeRate;
        private @Nullable Long quoteWaitMillis;
        private final SortedMap<String, BigDecimal> venueFees = new TreeMap<>();

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
                default -> {
                    if (name.startsWith(VENUE_FEE)) {
                        venueFee(name, value);
                    }
                }
            }
        }

        private void venueFee(String name, JsonParser value) throws IOException, MalformedMessage {
            String venue = name.substring(VENUE_FEE.length());
            String text = FlatJson.text(name, value, venueFees.get(venue));
            if (venueFees.size() == VENUES_MAX) {
                throw new MalformedMessage(
                        VENUE_FEE + ": must be of at most %d venues".formatted(VENUES_MAX));
            }
            venueFees.put(venue, Amounts.parse(name, text));
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
                    new VenueTerms(
                            ClearingTerms.STANDARD.with(
                                    FlatJson.required("slippage", slippage),
                                    FlatJson.required("fee_rate", feeRate),
                                    wait),
                            known < FORMAT ? Collections.emptySortedMap() : venueFees));
        }
    }
}
