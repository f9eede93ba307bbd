// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.reader;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import lab.flink.connector.iggy.source.message.IggyMessage;

/**
 * A message that could not be decoded, as it is written to the dead-letter topic. It says nothing
 * about the attempt, so that the letter of a second attempt is the same, byte for byte.
 */
record DeadLetter(
        String source,
        String reason,
        String payloadBase64,
        long receivedMicros,
        String topic,
        int partition,
        long offset) {

    private static final int REASON_CHARS_MAX = 500;

    /** In base64 it must still fit into one message. */
    private static final int PAYLOAD_BYTES_MAX = 45_000_000;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    static DeadLetter of(String source, String reason, IggyMessage message) {
        byte[] payload = message.payload();
        boolean whole = payload.length <= PAYLOAD_BYTES_MAX;
        byte[] kept = whole ? payload : Arrays.copyOf(payload, PAYLOAD_BYTES_MAX);
        return new DeadLetter(
                source,
                whole ? reason : reason + " (payload cut, was " + payload.length + " bytes)",
                Base64.getEncoder().encodeToString(kept),
                message.timestampMicros(),
                message.topic(),
                message.partition(),
                message.offset());
    }

    /** What went wrong first, of bounded length. */
    static String reasonOf(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String reason = message == null || message.isBlank() ? cause.getClass().getName() : message;
        return reason.length() <= REASON_CHARS_MAX
                ? reason
                : reason.substring(0, REASON_CHARS_MAX) + "…";
    }

    /** One JSON object, UTF-8. */
    byte[] toJson() {
        var json = new StringBuilder(256 + payloadBase64.length());
        json.append("{\"source\":");
        quote(json, source);
        json.append(",\"reason\":");
        quote(json, reason);
        json.append(",\"payload\":\"").append(payloadBase64);
        json.append("\",\"received\":\"");
        json.append(MICROS.format(Instant.EPOCH.plus(receivedMicros, ChronoUnit.MICROS)));
        json.append("\",\"topic\":");
        quote(json, topic);
        json.append(",\"partition\":").append(partition);
        json.append(",\"offset\":").append(offset).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
