package lab.poller;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.DeadLetter;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;
import lab.topics.Topic;
import lab.topics.codec.BookCodec;
import lab.topics.codec.DeadLetterCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/** Remembers what would have gone onto the bus. */
final class RecordingSink implements MessageSink {
    private static final Instant FAR_AHEAD = Instant.parse("2200-01-01T00:00:00Z");

    private final List<String> messages = new ArrayList<>();
    private final List<Integer> fences = new ArrayList<>();

    @Override
    public void send(Topic topic, String key, byte[] payload) {
        messages.add(
                topic.topicName() + ' ' + key + ' ' + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void fence() {
        fences.add(messages.size());
    }

    /** Before which of the messages there was a fence. */
    List<Integer> fences() {
        return fences;
    }

    List<String> messages() {
        return messages;
    }

    List<Trade> trades() throws MalformedMessage {
        List<Trade> trades = new ArrayList<>();
        for (byte[] payload : payloads(Topic.TRADES)) {
            trades.add(TradeCodec.decode(payload, FAR_AHEAD));
        }
        return trades;
    }

    List<Tick> ticks() throws MalformedMessage {
        List<Tick> ticks = new ArrayList<>();
        for (byte[] payload : payloads(Topic.PRICES)) {
            ticks.add(TickCodec.decode(payload, FAR_AHEAD));
        }
        return ticks;
    }

    List<Heartbeat> heartbeats() throws MalformedMessage {
        List<Heartbeat> heartbeats = new ArrayList<>();
        for (byte[] payload : payloads(Topic.HEARTBEATS)) {
            heartbeats.add(HeartbeatCodec.decode(payload, FAR_AHEAD));
        }
        return heartbeats;
    }

    /** The log of order books. */
    List<BookEntry> books() throws MalformedMessage {
        List<BookEntry> books = new ArrayList<>();
        for (byte[] payload : payloads(Topic.BOOKS)) {
            books.add(BookCodec.decode(payload, FAR_AHEAD));
        }
        return books;
    }

    List<DeadLetter> deadLetters() throws MalformedMessage {
        List<DeadLetter> letters = new ArrayList<>();
        for (byte[] payload : payloads(Topic.DLQ)) {
            letters.add(DeadLetterCodec.decode(payload));
        }
        return letters;
    }

    private List<byte[]> payloads(Topic topic) {
        String head = topic.topicName() + ' ';
        return messages.stream()
                .filter(message -> message.startsWith(head))
                .map(message -> message.substring(message.indexOf(' ', head.length()) + 1))
                .map(message -> message.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
