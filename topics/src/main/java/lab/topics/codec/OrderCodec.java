package lab.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;

/**
 * A request as JSON on the topic {@code orders}.
 *
 * <p>What can be read may still be rejected: a side that is neither of the two, a quantity of
 * nothing or of nine places. What cannot, for it lacks a field or breaks a form, is refused here.
 */
public final class OrderCodec {
    public static final int VERSION = 1;

    private OrderCodec() {}

    public static byte[] encode(Request request) {
        return FlatJson.write(json -> write(request, json));
    }

    /**
     * Reads one message, strictly. Its time is the sender's decision and may be any: a request
     * ahead of its market waits for it.
     */
    public static Request decode(byte[] bytes, int offset, int length) throws MalformedMessage {
        return FlatJson.read(bytes, offset, length, new Draft());
    }

    public static Request decode(byte[] bytes) throws MalformedMessage {
        return decode(bytes, 0, bytes.length);
    }

    private static void write(Request request, JsonGenerator json) throws IOException {
        json.writeStringField("order_id", request.orderId().text());
        json.writeStringField("account", request.account().name());
        switch (request) {
            case OrderRequest order -> {
                json.writeStringField("kind", RequestDraft.ORDER);
                json.writeStringField("pair", order.pair().name());
                json.writeStringField("side", order.side());
                json.writeStringField("quantity", order.quantity().toPlainString());
                writeRemarks(order.remarks(), "price", json);
            }
            case FundRequest fund -> {
                json.writeStringField("kind", RequestDraft.FUND);
                json.writeStringField("asset", fund.asset().code());
                json.writeStringField("amount", fund.amount().toPlainString());
            }
        }
        json.writeStringField("time", EventTime.format(request.time()));
    }

    static void writeRemarks(Remarks remarks, String priceName, JsonGenerator json)
            throws IOException {
        writeOptional(priceName, remarks.price(), json);
        writeOptional("signal_similarity", remarks.signalSimilarity(), json);
        writeOptional("signal_sentiment", remarks.signalSentiment(), json);
        writeOptional("strategy", remarks.strategy(), json);
    }

    static void writeOptional(String name, Optional<String> text, JsonGenerator json)
            throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        }
    }

    private static final class Draft implements FlatJson.Draft<Request> {
        private final RequestDraft request = new RequestDraft();

        @Override
        public void field(String name, JsonParser value) throws IOException {
            request.take(name, value);
        }

        @Override
        public Request finish() throws MalformedMessage {
            return request.finish();
        }
    }
}
