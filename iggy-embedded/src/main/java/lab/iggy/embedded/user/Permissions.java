package lab.iggy.embedded.user;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.iggy.embedded.wire.WireReader;

/**
 * What a user may do: everywhere, in single streams, and in single topics of a stream. A wider
 * right brings narrower ones along, as in the 0.8 server; each question below lists those that
 * grant it. The order of the constants is that of the protocol.
 */
public record Permissions(Set<Global> global, SortedMap<Integer, OfStream> streams) {

    public static final Permissions NONE = new Permissions(Set.of(), new TreeMap<>());

    /** What root may. */
    public static final Permissions ALL =
            new Permissions(EnumSet.allOf(Global.class), new TreeMap<>());

    /** In all streams, and over users and the server. */
    public enum Global {
        MANAGE_SERVERS,
        READ_SERVERS,
        MANAGE_USERS,
        READ_USERS,
        MANAGE_STREAMS,
        READ_STREAMS,
        MANAGE_TOPICS,
        READ_TOPICS,
        POLL_MESSAGES,
        SEND_MESSAGES
    }

    /** In all topics of one stream. */
    public enum InStream {
        MANAGE_STREAM,
        READ_STREAM,
        MANAGE_TOPICS,
        READ_TOPICS,
        POLL_MESSAGES,
        SEND_MESSAGES
    }

    /** In one topic. */
    public enum InTopic {
        MANAGE_TOPIC,
        READ_TOPIC,
        POLL_MESSAGES,
        SEND_MESSAGES
    }

    public record OfStream(Set<InStream> all, SortedMap<Integer, Set<InTopic>> topics) {
        public OfStream {
            all = Set.copyOf(all);
            topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        }
    }

    public Permissions {
        global = Set.copyOf(global);
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
    }

    public boolean mayReadServer() {
        return has(Global.MANAGE_SERVERS, Global.READ_SERVERS);
    }

    public boolean mayManageUsers() {
        return has(Global.MANAGE_USERS);
    }

    public boolean mayReadUsers() {
        return has(Global.MANAGE_USERS, Global.READ_USERS);
    }

    public boolean mayCreateStreams() {
        return has(Global.MANAGE_STREAMS);
    }

    public boolean mayReadStreams() {
        return has(Global.MANAGE_STREAMS, Global.READ_STREAMS);
    }

    public boolean mayManage(int stream) {
        return mayCreateStreams() || has(stream, InStream.MANAGE_STREAM);
    }

    public boolean mayRead(int stream) {
        return mayReadStreams() || has(stream, InStream.MANAGE_STREAM, InStream.READ_STREAM);
    }

    public boolean mayCreateTopics(int stream) {
        return has(Global.MANAGE_STREAMS, Global.MANAGE_TOPICS)
                || has(stream, InStream.MANAGE_STREAM, InStream.MANAGE_TOPICS);
    }

    public boolean mayReadTopics(int stream) {
        return has(
                        Global.MANAGE_STREAMS,
                        Global.READ_STREAMS,
                        Global.MANAGE_TOPICS,
                        Global.READ_TOPICS)
                || has(
                        stream,
                        InStream.MANAGE_STREAM,
                        InStream.READ_STREAM,
                        InStream.MANAGE_TOPICS,
                        InStream.READ_TOPICS);
    }

    public boolean mayManage(int stream, int topic) {
        return mayCreateTopics(stream) || has(stream, topic, InTopic.MANAGE_TOPIC);
    }

    public boolean mayRead(int stream, int topic) {
        return mayReadTopics(stream)
                || has(stream, topic, InTopic.MANAGE_TOPIC, InTopic.READ_TOPIC);
    }

    /** Polls, and offsets of consumers. */
    public boolean mayPoll(int stream, int topic) {
        return has(Global.POLL_MESSAGES)
                || mayReadTopics(stream)
                || has(stream, InStream.POLL_MESSAGES)
                || has(
                        stream,
                        topic,
                        InTopic.MANAGE_TOPIC,
                        InTopic.READ_TOPIC,
                        InTopic.POLL_MESSAGES);
    }

    public boolean maySend(int stream, int topic) {
        return has(Global.SEND_MESSAGES)
                || mayCreateTopics(stream)
                || has(stream, InStream.SEND_MESSAGES)
                || has(stream, topic, InTopic.MANAGE_TOPIC, InTopic.SEND_MESSAGES);
    }

    private boolean has(Global... any) {
        for (var right : any) {
            if (global.contains(right)) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int stream, InStream... any) {
        var rights = streams.get(stream);
        if (rights != null) {
            for (var right : any) {
                if (rights.all().contains(right)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean has(int stream, int topic, InTopic... any) {
        var ofStream = streams.get(stream);
        var rights = ofStream == null ? null : ofStream.topics().get(topic);
        if (rights != null) {
            for (var right : any) {
                if (rights.contains(right)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The same without those in a stream that is gone: another may get its number. */
    Permissions without(int stream) {
        var left = new TreeMap<>(streams);
        left.remove(stream);
        return new Permissions(global, left);
    }

    Permissions without(int stream, int topic) {
        var ofStream = streams.get(stream);
        if (ofStream == null) {
            return this;
        }
        var topics = new TreeMap<>(ofStream.topics());
        topics.remove(topic);
        var left = new TreeMap<>(streams);
        left.put(stream, new OfStream(ofStream.all(), topics));
        return new Permissions(global, left);
    }

    /** As the protocol writes them. */
    public void write(ByteBuf out) {
        write(out, Global.values(), global);
        out.writeBoolean(!streams.isEmpty());
        int left = streams.size();
        for (var stream : streams.entrySet()) {
            out.writeIntLE(stream.getKey());
            write(out, InStream.values(), stream.getValue().all());
            write(out, stream.getValue().topics());
            out.writeBoolean(--left > 0);
        }
    }

    private static void write(ByteBuf out, Map<Integer, Set<InTopic>> topics) {
        out.writeBoolean(!topics.isEmpty());
        int left = topics.size();
        for (var topic : topics.entrySet()) {
            out.writeIntLE(topic.getKey());
            write(out, InTopic.values(), topic.getValue());
            out.writeBoolean(--left > 0);
        }
    }

    private static <E extends Enum<E>> void write(ByteBuf out, E[] all, Set<E> granted) {
        for (var right : all) {
            out.writeBoolean(granted.contains(right));
        }
    }

    public static Permissions read(WireReader in) {
        var global = read(in, Global.class);
        var streams = new TreeMap<Integer, OfStream>();
        for (boolean more = in.bool(); more; more = in.bool()) {
            int stream = in.u32();
            var all = read(in, InStream.class);
            var topics = new TreeMap<Integer, Set<InTopic>>();
            for (boolean moreTopics = in.bool(); moreTopics; moreTopics = in.bool()) {
                int topic = in.u32();
                topics.put(topic, read(in, InTopic.class));
            }
            streams.put(stream, new OfStream(all, topics));
        }
        return new Permissions(global, streams);
    }

    private static <E extends Enum<E>> Set<E> read(WireReader in, Class<E> kind) {
        var granted = EnumSet.noneOf(kind);
        for (var right : kind.getEnumConstants()) {
            if (in.bool()) {
                granted.add(right);
            }
        }
        return granted;
    }
}
