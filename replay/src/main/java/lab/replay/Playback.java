package lab.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lab.cold.ColdLog;
import lab.cold.ColdMerge;
import lab.cold.Names;
import lab.cold.Rows;
import lab.domain.EventTime;
import lab.poller.BackPressure;
import lab.topics.BusMessage;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.producer.HeartbeatSpan;
import lab.topics.producer.LogCopier;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages in the order of the merged log and hands them to the copier: held back by speed,
 * by the parts behind it and by whoever pauses it. One thread plays; others look and say.
 *
 * <p>What a partition holds already is passed over: the source gives the same messages in the same
 * order each time, so the number of them says which they are.
 *
 * <p>Terms and orders stand between barriers. What a request costs, and whether it came in time,
 * depends on what the bus had taken before it (see {@code DatedTerms} and the rules of clearing).
 */
final class Playback implements AutoCloseable {
    private final ReplayOptions options;
    private final ColdMerge merge;
    private final LogCopier copier;
    private final Optional<OrdersOfOthers> others;
    private final BackPressure backPressure;
    private final Controls controls;
    private final Pace pace;
    private final SeenPairs pairs;
    private final HeartbeatSpan span = new HeartbeatSpan();

    /** By the index of the partition that each is fed from. */
    private final List<Target> targets = new ArrayList<>();

    private byte[] payload = new byte[1 << 12];
    private Optional<Source> barrier = Optional.empty();
    private long newestMicros;
    private long lastNumber;
    private long played;
    private volatile long shownMicros;
    private volatile long messages;

    /** A partition of a topic of the stream. */
    private static final class Target {
        private final Source source;
        private final Topic topic;
        private final int partition;

        /** What it holds of this replay by now, and what it held when this run began. */
        private long count;

        private final long held;
        private final Optional<byte[]> lastHeld;
        private long offset;
        private long stamp;

        Target(
                Source source,
                int partition,
                ReplayPosition.Place place,
                long held,
                Optional<byte[]> lastHeld) {
            this.source = source;
            this.topic = source.topic();
            this.partition = partition;
            this.count = place.count();
            this.offset = place.offset();
            this.stamp = place.stamp();
            this.held = held;
            this.lastHeld = lastHeld;
        }

        ReplayPosition.Place place() {
            return new ReplayPosition.Place(offset, stamp, count);
        }
    }

    /** What others want of it. */
    interface Controls {
        boolean isClosing();

        boolean isPaused();

        /** Called now and then, with a position up to which the number of messages is given. */
        void reached(Playback playback, long number);
    }

    Playback(
            ReplayOptions options,
            Recording recording,
            ReplayPosition position,
            LogCopier copier,
            Optional<OrdersOfOthers> others,
            List<BusMessage> last,
            BackPressure backPressure,
            Controls controls)
            throws IOException {
        this.options = options;
        this.copier = copier;
        this.others = others;
        this.backPressure = backPressure;
        this.controls = controls;
        var names = new Names();
        Map<ColdLog, Source> sources = new HashMap<>();
        this.merge = recording.merge(options, position, names, sources);
        this.pairs = new SeenPairs(names, position.pairs());
        this.pace =
                new Pace(
                        options,
                        backPressure,
                        controls,
                        () -> {
                            copier.handOver();
                            tell();
                        });
        this.newestMicros = position.newestMicros();
        this.shownMicros = newestMicros;
        this.played = position.messages();
        this.messages = played;
        for (ColdLog.Partition partition : merge.partitions()) {
            Source source = Objects.requireNonNull(sources.get(partition.log()));
            int number = partition.number();
            targets.add(
                    new Target(
                            source,
                            number,
                            position.of(source).get(number),
                            isShared(source) ? 0 : copier.end(source.topic(), number),
                            last(last, source.topic(), number)));
        }
    }

    /** Whether others write to its topic too, so that its end says nothing of this replay. */
    private boolean isShared(Source source) {
        return source == Source.ORDERS && others.isPresent();
    }

    private static Optional<byte[]> last(List<BusMessage> last, Topic topic, int partition) {
        return last.stream()
                .filter(it -> it.topic() == topic && it.partition() == partition)
                .map(BusMessage::payload)
                .findFirst();
    }

    /**
     * Plays until the end.
     *
     * @return whether it came there; false if it is to stop before
     */
    boolean play() throws IOException, InterruptedException {
        int untilLook = 0;
        while (true) {
            if (controls.isClosing()) {
                return false;
            }
            ColdLog.@Nullable Partition next = merge.next();
            if (next == null) {
                break;
            }
            if (!play(next)) {
                return false;
            }
            if (--untilLook <= 0) {
                untilLook = pace.isBySpeed() ? 16 : 1_024;
                tell();
            }
        }
        end();
        tell();
        checkWhole();
        copier.flush();
        return true;
    }

    /**
     * Says how far it is: not with each message, for what other threads see costs as much as it.
     */
    private void tell() {
        shownMicros = newestMicros;
        messages = played;
        controls.reached(this, lastNumber);
    }

    private boolean play(ColdLog.Partition next) throws InterruptedException {
        Target target = targets.get(next.index());
        Source source = target.source;
        boolean isNew = target.count >= target.held;
        long micros = next.get(Source.TIME);
        if (isNew && source.isMarket() && !pace.mayShow(micros, next.stamp(), newestMicros)) {
            return false;
        }
        int length = next.payloadLength();
        if (payload.length < length) {
            payload = new byte[Math.max(length, 2 * payload.length)];
        }
        next.payload(payload);
        target.offset = next.get(Rows.OFFSET);
        target.stamp = next.stamp();
        pairs.note(source, next);
        next.take();
        if (isNew) {
            passBarrier(source);
            if (source.isMarket() && span.endsBefore(target.topic, micros)) {
                copier.fence();
            }
        }
        if (isShared(source)) {
            others.orElseThrow().send(payload, length);
            target.count++;
        } else {
            put(target, payload, length);
        }
        if (source.isMarket() && micros > newestMicros) {
            newestMicros = micros;
        }
        if (source == Source.TICKS && isNew) {
            backPressure.passed(micros);
        }
        return true;
    }

    private void put(Target target, byte[] bytes, int length) throws InterruptedException {
        target.count++;
        played++;
        if (target.count <= target.held) {
            checkLast(target, bytes, length);
            return;
        }
        lastNumber = copier.add(target.topic, target.partition, bytes, length);
    }

    /** What the partition ends with must be what this replay put there. */
    private void checkLast(Target target, byte[] bytes, int length) {
        if (target.count == target.held
                && target.lastHeld.isPresent()
                && !Arrays.equals(
                        target.lastHeld.get(), 0, target.lastHeld.get().length, bytes, 0, length)) {
            throw foreign(target);
        }
    }

    private IllegalStateException foreign(Target target) {
        return new IllegalStateException(
                "stream %s: topic %s partition %d must hold this replay alone, holds other messages; --clean starts afresh"
                        .formatted(options.stream(), target.topic.topicName(), target.partition));
    }

    private void checkWhole() {
        for (Target target : targets) {
            if (target.count < target.held) {
                throw foreign(target);
            }
        }
    }

    private void passBarrier(Source source) throws InterruptedException {
        Optional<Source> kind = source.isMarket() ? Optional.empty() : Optional.of(source);
        if (!kind.equals(barrier)) {
            copier.flush();
            barrier = kind;
        }
    }

    /**
     * Says of each pair that its feed has ended, as a feed does at its end, if the last that was
     * recorded of it does not say so.
     */
    private void end() throws InterruptedException {
        passBarrier(Source.HEARTBEATS);
        for (SeenPairs.End end : pairs.ends(newestMicros)) {
            byte[] bytes = HeartbeatCodec.encode(end.heartbeat());
            put(heartbeats(end.partition()), bytes, bytes.length);
        }
    }

    private Target heartbeats(int partition) {
        return targets.stream()
                .filter(it -> it.source == Source.HEARTBEATS && it.partition == partition)
                .findFirst()
                .orElseThrow();
    }

    /** Where it is; only its own thread may ask. */
    ReplayPosition position(ReplayPosition begun, boolean ended) {
        Map<Source, List<ReplayPosition.Place>> places = new EnumMap<>(Source.class);
        begun.places().forEach((source, ofSource) -> places.put(source, new ArrayList<>(ofSource)));
        for (Target target : targets) {
            Objects.requireNonNull(places.get(target.source)).set(target.partition, target.place());
        }
        return new ReplayPosition(
                begun.options(),
                begun.snapshots(),
                places,
                pairs.toPosition(),
                newestMicros,
                ended);
    }

    Optional<Instant> newest() {
        long micros = shownMicros;
        return micros == ReplayPosition.NO_TIME
                ? Optional.empty()
                : Optional.of(EventTime.ofMicros(micros));
    }

    /** On the bus or on their way there. */
    long messages() {
        return messages;
    }

    Optional<String> gap() {
        return pace.gap();
    }

    /** Has nobody read for it any more. */
    @Override
    public void close() {
        merge.close();
    }
}
