package lab.iggy.embedded.catalog;

import java.time.Instant;
import java.util.Optional;
import lab.iggy.embedded.wire.Identifier;

/** A stream and its topics. */
public record StreamEntry(int id, Instant createdAt, String name, Named<TopicEntry> topics)
        implements Named.Item {
    public Optional<TopicEntry> topic(Identifier identifier) {
        return topics.find(identifier);
    }

    public long sizeBytes() {
        return topics.all().stream().mapToLong(TopicEntry::sizeBytes).sum();
    }

    public long messages() {
        return topics.all().stream().mapToLong(TopicEntry::messages).sum();
    }

    StreamEntry renamed(String changed) {
        return new StreamEntry(id, createdAt, changed, topics);
    }

    StreamEntry with(Named<TopicEntry> changed) {
        return new StreamEntry(id, createdAt, name, changed);
    }

    static StreamEntry empty(int id, Instant createdAt, String name) {
        return new StreamEntry(id, createdAt, name, Named.none());
    }
}
