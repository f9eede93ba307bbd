package lab.consensus.why;

import lab.topics.BusMessage;

import java.nio.charset.StandardCharsets;

/** What came over the bus, for people. */
final class Payloads {
    private Payloads() {}

    static String text(BusMessage message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
