package lab.iggy.embedded.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import lab.files.DurableFiles;
import lab.iggy.embedded.group.Membership;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the catalog. A change is on disk before it can be seen, and files of what was removed go
 * only after that. Changes are made by one thread; the picture may be read by any.
 */
public final class CatalogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogKeeper.class);

    private final Path partitionsDirectory;
    private final LogSettings settings;
    private final InstantSource clock;
    private final CatalogFile file;
    private volatile Catalog catalog;
    private long nextUid;

    private CatalogKeeper(
            Path partitionsDirectory,
            LogSettings settings,
            InstantSource clock,
            CatalogFile file,
            CatalogFile.Content content) {
        this.partitionsDirectory = partitionsDirectory;
        this.settings = settings;
        this.clock = clock;
        this.file = file;
        this.catalog = content.catalog();
        this.nextUid = content.nextUid();
    }

    /** Opens the log of a partition from its directory. */
    public interface LogOpener {
        PartitionLog open(Path directory) throws IOException;
    }

    public static CatalogKeeper open(
            Path dataDirectory, LogSettings settings, InstantSource clock, LogOpener logs)
            throws IOException {
        var partitions = dataDirectory.resolve("partitions");
        DurableFiles.createDirectories(partitions);
        var file = new CatalogFile(dataDirectory.resolve("catalog"));
        var content =
                file.read((stream, topic, id, uid, createdAt) ->
                        new Partition(
                                id,
                                uid,
                                createdAt,
                                logs.open(directory(partitions, stream, topic, id, uid)),
                                new ConsumerOffsets()));
        return new CatalogKeeper(partitions, settings, clock, file, content);
    }

    public Catalog catalog() {
        return catalog;
    }

    /**
     * Removes directories of partitions that are not in the catalog: a removal that was not
     * finished.
     */
    public List<Path> removeOrphans() throws IOException {
        var known = new HashSet<Path>();
        for (var stream : catalog.streams().all()) {
            for (var topic : stream.topics().all()) {
                topic.partitions()
                        .forEach(p ->
                                known.add(
                                        directory(
                                                partitionsDirectory,
                                                stream.id(),
                                                topic.id(),
                                                p.id(),
                                                p.uid())));
            }
        }
        var orphans = new ArrayList<Path>();
        try (var directories = Files.newDirectoryStream(partitionsDirectory)) {
            for (var directory : directories) {
                if (!known.contains(directory)) {
                    removeTree(directory);
                    orphans.add(directory);
                }
            }
        }
        return orphans;
    }

    private static void removeTree(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    public StreamEntry createStream(String name) {
        var streams = catalog.streams();
        if (streams.isTaken(name)) {
            throw streamExists(name);
        }
        var stream = StreamEntry.empty(streams.lowestFreeId(), now(), name);
        commit(new Catalog(streams.with(stream)));
        return stream;
    }

    public void renameStream(Identifier identifier, String name) {
        var stream = catalog.stream(identifier);
        if (catalog.streams().isTaken(name, stream.id())) {
            throw streamExists(name);
        }
        replace(stream.renamed(name));
    }

    public void deleteStream(Identifier identifier) {
        var stream = catalog.stream(identifier);
        commit(new Catalog(catalog.streams().without(stream)));
        stream.topics().all().forEach(topic -> deleteFiles(topic.partitions()));
    }

    public void purgeStream(Identifier identifier) {
        var stream = catalog.stream(identifier);
        var changed = stream;
        for (var topic : stream.topics().all()) {
            changed = changed.with(changed.topics().with(emptied(stream, topic)));
        }
        replace(changed);
        stream.topics().all().forEach(topic -> deleteFiles(topic.partitions()));
    }

    public TopicEntry createTopic(
            Identifier streamIdentifier, TopicSettings wanted, int partitions) {
        var stream = catalog.stream(streamIdentifier);
        var resolved = resolved(wanted);
        if (stream.topics().isTaken(wanted.name())) {
            throw topicExists(wanted.name());
        }
        int id = stream.topics().lowestFreeId();
        var topic =
                new TopicEntry(id, now(), resolved, List.of(), Named.none(), new AtomicInteger());
        topic = topic.with(grown(stream, topic, partitions));
        replace(stream.with(stream.topics().with(topic)));
        return topic;
    }

    public void updateTopic(
            Identifier streamIdentifier, Identifier topicIdentifier, TopicSettings wanted) {
        var stream = catalog.stream(streamIdentifier);
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        if (stream.topics().isTaken(wanted.name(), topic.id())) {
            throw topicExists(wanted.name());
        }
        var resolved = resolved(wanted);
        replaceTopic(streamIdentifier, topicIdentifier, old -> old.with(resolved));
    }

    public void deleteTopic(Identifier streamIdentifier, Identifier topicIdentifier) {
        var stream = catalog.stream(streamIdentifier);
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        replace(stream.with(stream.topics().without(topic)));
        deleteFiles(topic.partitions());
    }

    public void purgeTopic(Identifier streamIdentifier, Identifier topicIdentifier) {
        var stream = catalog.stream(streamIdentifier);
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        replaceTopic(streamIdentifier, topicIdentifier, old -> emptied(stream, old));
        deleteFiles(topic.partitions());
    }

    public void addPartitions(Identifier streamIdentifier, Identifier topicIdentifier, int count) {
        var stream = catalog.stream(streamIdentifier);
        replaceTopic(streamIdentifier, topicIdentifier, old -> old.with(grown(stream, old, count)));
        resizeGroups(streamIdentifier, topicIdentifier);
    }

    /** Removes the partitions with the highest ids. */
    public void removePartitions(
            Identifier streamIdentifier, Identifier topicIdentifier, long count) {
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        int had = topic.partitions().size();
        if (count > had) {
            throw new RefusedException(
                    ErrorCode.INVALID_PARTITIONS_COUNT,
                    "topic %s: has only %d partitions".formatted(topic.name(), had));
        }
        int kept = had - (int) count;
        replaceTopic(
                streamIdentifier,
                topicIdentifier,
                old -> old.with(old.partitions().subList(0, kept)));
        resizeGroups(streamIdentifier, topicIdentifier);
        deleteFiles(topic.partitions().subList(kept, had));
    }

    private void resizeGroups(Identifier streamIdentifier, Identifier topicIdentifier) {
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        topic.groups().all().forEach(group -> group.membership().resize(topic.partitions().size()));
    }

    public GroupEntry createGroup(
            Identifier streamIdentifier, Identifier topicIdentifier, String name) {
        var topic = catalog.topic(streamIdentifier, topicIdentifier);
        if (topic.groups().isTaken(name)) {
            throw new RefusedException(
                    ErrorCode.GROUP_NAME_EXISTS,
                    "topic %s: name of a consumer group is taken: %s"
                            .formatted(topic.name(), name));
        }
        var group =
                new GroupEntry(
                        topic.groups().lowestFreeId(),
                        name,
                        new Membership(topic.partitions().size(), System::nanoTime));
        replaceTopic(streamIdentifier, topicIdentifier, old -> old.with(old.groups().with(group)));
        return group;
    }

    public void deleteGroup(
            Identifier streamIdentifier, Identifier topicIdentifier, GroupEntry group) {
        replaceTopic(
                streamIdentifier, topicIdentifier, old -> old.with(old.groups().without(group)));
    }

    private TopicSettings resolved(TopicSettings wanted) {
        if (wanted.maxBytes() != TopicSettings.SERVER_DEFAULT
                && Long.compareUnsigned(wanted.maxBytes(), settings.segmentBytes()) < 0) {
            throw new RefusedException(
                    ErrorCode.INVALID_TOPIC_SIZE,
                    "max topic size: must hold a segment of %d bytes, was %s"
                            .formatted(
                                    settings.segmentBytes(),
                                    Long.toUnsignedString(wanted.maxBytes())));
        }
        return new TopicSettings(
                wanted.name(),
                orUnlimited(wanted.expiryMicros()),
                wanted.compression(),
                orUnlimited(wanted.maxBytes()),
                wanted.replication() == 0 ? 1 : wanted.replication());
    }

    private static long orUnlimited(long value) {
        return value == TopicSettings.SERVER_DEFAULT ? TopicSettings.UNLIMITED : value;
    }

    private List<Partition> grown(StreamEntry stream, TopicEntry topic, int count) {
        var partitions = new ArrayList<>(topic.partitions());
        for (int i = 0; i < count; i++) {
            partitions.add(freshPartition(stream, topic, partitions.size(), now()));
        }
        return partitions;
    }

    private TopicEntry emptied(StreamEntry stream, TopicEntry topic) {
        return topic.with(
                topic.partitions().stream()
                        .map(old -> freshPartition(stream, topic, old.id(), old.createdAt()))
                        .toList());
    }

    private Partition freshPartition(
            StreamEntry stream, TopicEntry topic, int id, Instant createdAt) {
        long uid = nextUid++;
        var directory = directory(partitionsDirectory, stream.id(), topic.id(), id, uid);
        return new Partition(
                id, uid, createdAt, PartitionLog.fresh(directory, settings), new ConsumerOffsets());
    }

    private static Path directory(Path partitions, int stream, int topic, int id, long uid) {
        return partitions.resolve("s%d-t%d-p%d-u%d".formatted(stream, topic, id, uid));
    }

    private void replaceTopic(
            Identifier stream, Identifier topic, UnaryOperator<TopicEntry> change) {
        var oldStream = catalog.stream(stream);
        var changed = change.apply(catalog.topic(stream, topic));
        replace(oldStream.with(oldStream.topics().with(changed)));
    }

    private void replace(StreamEntry changed) {
        commit(new Catalog(catalog.streams().with(changed)));
    }

    private void commit(Catalog changed) {
        try {
            file.write(new CatalogFile.Content(changed, nextUid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        catalog = changed;
    }

    private static void deleteFiles(List<Partition> partitions) {
        for (var partition : partitions) {
            try {
                partition.log().delete();
            } catch (IOException e) {
                // The catalog no longer knows it, so the next start removes what is left.
                LOG.atWarn()
                        .addKeyValue("partition_uid", partition.uid())
                        .setCause(e)
                        .log("files not removed");
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static RefusedException streamExists(String name) {
        return new RefusedException(ErrorCode.STREAM_NAME_EXISTS, "stream: name is taken: " + name);
    }

    private static RefusedException topicExists(String name) {
        return new RefusedException(ErrorCode.TOPIC_NAME_EXISTS, "topic: name is taken: " + name);
    }
}
