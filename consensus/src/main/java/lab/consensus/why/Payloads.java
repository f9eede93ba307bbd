package lab.consensus.why;

import java.nio.charset.StandardCharsets;
import lab.topics.BusMessage;

/** What came over the bus, for people. */
final class Payloads {
    private Payloads() {}

    static String text(BusMessage message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
