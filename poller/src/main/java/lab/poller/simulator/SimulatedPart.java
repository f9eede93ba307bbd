package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import lab.domain.Pair;

/**
 * A market and what of its newest step is still to be given. A pair that is added later is a market
 * of its own, so that the others are what they would have been without it.
 */
final class SimulatedPart {
    private final List<Pair> pairs;
    private final long originSecond;
    private final SimulatedMarket market;
    private final Queue<byte[]> left = new ArrayDeque<>();
    private long leftMicros;
    private int nextFrame;

    /** Some frame, in an array that the next step may use again. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
    record Slice(byte[] bytes, int start, int length) {}

    SimulatedPart(List<Pair> pairs, long seed, long originSecond, boolean hasBooks) {
        this.pairs = List.copyOf(pairs);
        this.originSecond = originSecond;
        this.market = new SimulatedMarket(pairs, seed, originSecond, hasBooks);
    }

    List<Pair> pairs() {
        return pairs;
    }

    /** When its next frame happens, in microseconds since 1970. */
    long nextMicros() {
        if (!left.isEmpty()) {
            return leftMicros;
        }
        if (nextFrame >= market.frames().frames()) {
            market.step();
            nextFrame = 0;
        }
        return market.stepMicros();
    }

    /** Gives its next frame. */
    Slice next() {
        byte[] first = left.poll();
        if (first != null) {
            return new Slice(first, 0, first.length);
        }
        FrameBuffer frames = market.frames();
        int start = frames.start(nextFrame);
        int length = frames.end(nextFrame) - start;
        nextFrame++;
        return new Slice(frames.bytes(), start, length);
    }

    void writeTo(ObjectNode json) {
        json.put("origin_second", originSecond);
        ArrayNode names = json.putArray("pairs");
        pairs.forEach(pair -> names.add(pair.name()));
        market.writeTo(json.putObject("market"));
        ArrayNode frames = json.putArray("left");
        json.put("left_micros", left.isEmpty() ? market.stepMicros() : leftMicros);
        for (byte[] frame : left) {
            frames.add(new String(frame, StandardCharsets.US_ASCII));
        }
        FrameBuffer made = market.frames();
        for (int i = nextFrame; i < made.frames(); i++) {
            int start = made.start(i);
            frames.add(
                    new String(
                            made.bytes(), start, made.end(i) - start, StandardCharsets.US_ASCII));
        }
    }

    void readFrom(JsonNode json) {
        market.readFrom(json.get("market"));
        for (JsonNode frame : json.path("left")) {
            left.add(frame.asText().getBytes(StandardCharsets.US_ASCII));
        }
        leftMicros = json.path("left_micros").asLong(0);
    }
}
