package lab.iggy.embedded.group;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The members of one consumer group, and which partitions each of them reads. Lives as long as the
 * broker runs: members are connections.
 *
 * <p>As the 0.8 server does it, a join takes nothing away from who reads. Partitions that nobody
 * has go to members without any. Of a member with more than its share, one partition for each idle
 * member is <em>promised</em>: its reader gets it no more unless it asks for it by number, and when
 * it has stored an offset for all that it polled, or half a minute later, the partition moves. A
 * leave, and a change of the number of partitions, deals out all of them anew.
 *
 * <p>Any thread may call.
 */
public final class Membership {

    /** How long a promised partition is waited for. */
    static final Duration PROMISE_MAX = Duration.ofSeconds(30);

    private final LongSupplier nanoClock;

    /** By the lowest number that was free, which is the order in which partitions are dealt out. */
    private final TreeMap<Integer, Member> members = new TreeMap<>();

    /** Offset of the last message that the group was given, by partition. */
    private final Map<Integer, Long> polled = new HashMap<>();

    private int partitions;

    /** A member as it is told. */
    public record Seat(int id, List<Integer> partitions) {}

    private record Promise(int partition, int slot, int memberId, long sinceNanos) {}

    private static final class Member {
        final int id;
        final int client;
        final List<Integer> partitions = new ArrayList<>();
        final List<Promise> promised = new ArrayList<>();
        int turn;

        Member(int id, int client) {
            this.id = id;
            this.client = client;
        }

        boolean hasPromised(int partition) {
            return promised.stream().anyMatch(promise -> promise.partition() == partition);
        }

        List<Integer> kept() {
            return partitions.stream().filter(partition -> !hasPromised(partition)).toList();
        }
    }

    public Membership(int partitions, LongSupplier nanoClock) {
        this.partitions = partitions;
        this.nanoClock = nanoClock;
    }

    /**
     * A connection becomes a member; nothing changes if it is one.
     *
     * @param isConnected whether a connection is open; members whose connection is not go
     * @param stored the group's stored offset of a partition
     */
    public synchronized void join(
            int client, IntPredicate isConnected, IntFunction<OptionalLong> stored) {
        if (find(client).isPresent()) {
            return;
        }
        members.values().removeIf(member -> !isConnected.test(member.client));
        int slot =
                IntStream.iterate(0, i -> i + 1)
                        .filter(i -> !members.containsKey(i))
                        .findFirst()
                        .orElseThrow();
        int id = members.values().stream().mapToInt(member -> member.id + 1).max().orElse(0);
        members.put(slot, new Member(id, client));
        dealOutWhatNobodyHas();
        promiseToIdle();
        keepPromises(stored);
    }

    /** Says whether the connection was a member. */
    public synchronized boolean leave(int client) {
        Optional<Member> leaving = find(client);
        leaving.ifPresent(member -> {
            members.values().remove(member);
            member.partitions.forEach(polled::remove);
            dealOutAnew();
        });
        return leaving.isPresent();
    }

    public synchronized boolean has(int client) {
        return find(client).isPresent();
    }

    /**
     * The partition that a member is to read.
     *
     * @param wanted by number, or the next one in turn
     * @param advance whether that turn is over now
     * @return nothing if it has none, or not that one
     */
    public synchronized OptionalInt partition(
            int client, OptionalInt wanted, boolean advance, IntFunction<OptionalLong> stored) {
        keepPromises(stored);
        Member member = find(client).orElseThrow();
        if (wanted.isPresent()) {
            return member.partitions.contains(wanted.getAsInt()) ? wanted : OptionalInt.empty();
        }
        List<Integer> kept = member.kept();
        if (kept.isEmpty()) {
            return OptionalInt.empty();
        }
        int turn = member.turn % kept.size();
        if (advance) {
            member.turn = (turn + 1) % kept.size();
        }
        return OptionalInt.of(kept.get(turn));
    }

    /** The group was given messages up to this one. */
    public synchronized void polled(int partition, long lastOffset) {
        polled.put(partition, lastOffset);
    }

    /** The group has stored an offset. */
    public synchronized void stored(IntFunction<OptionalLong> stored) {
        keepPromises(stored);
    }

    /** The topic has so many partitions from now on. */
    public synchronized void resize(int count) {
        partitions = count;
        polled.clear();
        dealOutAnew();
    }

    public synchronized int partitions() {
        return partitions;
    }

    /** In the order of their places. */
    public synchronized List<Seat> seats(IntFunction<OptionalLong> stored) {
        keepPromises(stored);
        return members.values().stream()
                .map(member -> new Seat(member.id, List.copyOf(member.partitions)))
                .toList();
    }

    private Optional<Member> find(int client) {
        return members.values().stream().filter(member -> member.client == client).findFirst();
    }

    private void dealOutAnew() {
        List<Member> all = List.copyOf(members.values());
        all.forEach(member -> {
            member.partitions.clear();
            member.promised.clear();
        });
        for (int partition = 0; partition < partitions && !all.isEmpty(); partition++) {
            all.get(partition % all.size()).partitions.add(partition);
        }
    }

    private void dealOutWhatNobodyHas() {
        Set<Integer> had = new HashSet<>();
        members.values().forEach(member -> had.addAll(member.partitions));
        List<Member> idle =
                members.values().stream().filter(member -> member.partitions.isEmpty()).toList();
        List<Integer> free =
                IntStream.range(0, partitions).filter(each -> !had.contains(each)).boxed().toList();
        for (int i = 0; i < free.size() && !idle.isEmpty(); i++) {
            idle.get(i % idle.size()).partitions.add(free.get(i));
        }
    }

    private void promiseToIdle() {
        Set<Integer> expecting = new HashSet<>();
        members.values()
                .forEach(member ->
                        member.promised.forEach(promise -> expecting.add(promise.slot())));
        var idle = new ArrayDeque<Map.Entry<Integer, Member>>();
        members.entrySet().stream()
                .filter(entry -> entry.getValue().partitions.isEmpty())
                .filter(entry -> !expecting.contains(entry.getKey()))
                .forEach(idle::add);
        int share = partitions / members.size();
        int withOneMore = partitions % members.size();
        for (Member member : members.values()) {
            List<Integer> kept = member.kept();
            int most = withOneMore > 0 ? share + 1 : share;
            if (kept.size() > share) {
                withOneMore = Math.max(0, withOneMore - 1);
            }
            for (int last = kept.size() - 1; last >= most && !idle.isEmpty(); last--) {
                Map.Entry<Integer, Member> next = idle.remove();
                member.promised.add(
                        new Promise(
                                kept.get(last),
                                next.getKey(),
                                next.getValue().id,
                                nanoClock.getAsLong()));
            }
        }
    }

    /** Moves promised partitions of which all that was polled has been stored, or that are due. */
    private void keepPromises(IntFunction<OptionalLong> stored) {
        for (Member member : List.copyOf(members.values())) {
            for (Promise promise : List.copyOf(member.promised)) {
                if (isDue(promise, stored) && member.promised.remove(promise)) {
                    move(member, promise);
                }
            }
        }
    }

    private boolean isDue(Promise promise, IntFunction<OptionalLong> stored) {
        Long last = polled.get(promise.partition());
        if (last == null || nanoClock.getAsLong() - promise.sinceNanos() >= PROMISE_MAX.toNanos()) {
            return true;
        }
        OptionalLong offset = stored.apply(promise.partition());
        return offset.isPresent() && offset.getAsLong() >= last;
    }

    private void move(Member from, Promise promise) {
        from.partitions.remove(Integer.valueOf(promise.partition()));
        Member to = members.get(promise.slot());
        if (to == null || to.id != promise.memberId()) {
            dealOutAnew();
        } else {
            to.partitions.add(promise.partition());
        }
    }
}
