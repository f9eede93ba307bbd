package lab.consensus.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.servicekit.PermanentFaultException;
import lab.topics.Bus;
import lab.topics.BusMessage;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;

class MarketLogTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final List<Topic> TOPICS = List.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS);

    private final Stamps bus = new Stamps();

    /** Partitions with stamps as a test wants them. */
    private static final class Stamps implements BusLogs {
        private final Map<String, Long> begins = new TreeMap<>();
        private final Map<Topic, List<List<BusMessage>>> logs = new EnumMap<>(Topic.class);
        private int comeMeanwhile;

        Stamps() {
            for (Topic topic : Topic.values()) {
                List<List<BusMessage>> partitions = new ArrayList<>();
                for (int i = 0; i < Bus.PARTITIONS; i++) {
                    partitions.add(new ArrayList<>());
                }
                logs.put(topic, partitions);
            }
        }

        void add(Topic topic, int partition, long millis) {
            List<BusMessage> log = partition(topic, partition);
            log.add(
                    new BusMessage(
                            topic, partition, log.size(), NOON.plusMillis(millis), new byte[0]));
        }

        private List<BusMessage> partition(Topic topic, int partition) {
            return logs.getOrDefault(topic, List.of()).get(partition);
        }

        @Override
        public List<BusMessage> read(Topic topic, int partition, long offset) {
            if (comeMeanwhile > 0) {
                comeMeanwhile--;
                add(topic, partition, 1_000);
            }
            List<BusMessage> log = partition(topic, partition);
            long kept = Math.max(offset, begins.getOrDefault(topic + "/" + partition, 0L));
            int from = (int) Math.min(kept, log.size());
            return List.copyOf(log.subList(from, Math.min(log.size(), from + 3)));
        }

        @Override
        public SortedMap<Integer, Long> ends(Topic topic) {
            SortedMap<Integer, Long> ends = new TreeMap<>();
            for (int i = 0; i < Bus.PARTITIONS; i++) {
                ends.put(i, (long) partition(topic, i).size());
            }
            return ends;
        }

        @Override
        public SortedMap<Integer, Long> begins(Topic topic) {
            SortedMap<Integer, Long> found = new TreeMap<>();
            for (int i = 0; i < Bus.PARTITIONS; i++) {
                found.put(i, begins.getOrDefault(topic + "/" + i, 0L));
            }
            return found;
        }

        /** Loses the end of a partition, as a broker does that had it in memory only. */
        void cut(Topic topic, int partition, int to) {
            List<BusMessage> log = partition(topic, partition);
            log.subList(to, log.size()).clear();
        }

        /** Forgets what a partition has before an offset, as retention does. */
        void forget(Topic topic, int partition, long before) {
            begins.put(topic + "/" + partition, before);
        }
    }

    private static String name(BusMessage message) {
        return "%s/%d/%d".formatted(message.topic(), message.partition(), message.offset());
    }

    private static List<String> takeAll(MarketLog log) throws Exception {
        List<String> taken = new ArrayList<>();
        boolean any = true;
        while (any) {
            any = log.fill();
            for (var next = log.next(); next.isPresent(); next = log.next()) {
                taken.add(name(next.get()));
                any = true;
            }
        }
        return taken;
    }

    @Test
    void merges_by_stamp_then_topic_then_partition_then_offset() throws Exception {
        bus.add(Topic.HEARTBEATS, 0, 10);
        bus.add(Topic.PRICES, 1, 10);
        bus.add(Topic.PRICES, 0, 10);
        bus.add(Topic.TRADES, 2, 10);
        bus.add(Topic.TRADES, 2, 10);
        bus.add(Topic.HEARTBEATS, 0, 9);
        bus.add(Topic.PRICES, 2, 9);
        assertThat(takeAll(new MarketLog(bus, List.of())))
                .containsExactly(
                        "PRICES/2/0",
                        "TRADES/2/0",
                        "TRADES/2/1",
                        "PRICES/0/0",
                        "PRICES/1/0",
                        "HEARTBEATS/0/0",
                        "HEARTBEATS/0/1");
    }

    @Test
    void goes_on_behind_what_the_bus_no_longer_has() throws Exception {
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.TRADES, 0, i * 10);
            bus.add(Topic.PRICES, 1, i * 10 + 1);
        }
        var log = new MarketLog(bus, List.of());
        bus.forget(Topic.TRADES, 0, 4);
        bus.forget(Topic.PRICES, 1, 6); // nothing is left of it

        assertThat(takeAll(log)).containsExactly("TRADES/0/4", "TRADES/0/5");
        assertThat(log.places())
                .contains(new Place(Topic.PRICES, 1, 6, Place.BEFORE_ALL_TIME, Optional.empty()));

        bus.add(Topic.PRICES, 1, 100);
        bus.add(Topic.TRADES, 0, 101);
        assertThat(takeAll(log)).containsExactly("PRICES/1/6", "TRADES/0/6");
        assertThat(log.removed()).as("it had read none before").isZero();
    }

    @Test
    void counts_what_was_removed_between_what_it_read() throws Exception {
        bus.add(Topic.TRADES, 0, 0);
        bus.add(Topic.PRICES, 1, 1);
        var log = new MarketLog(bus, List.of());
        assertThat(takeAll(log)).hasSize(2);
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.TRADES, 0, 10 + i);
            bus.add(Topic.PRICES, 1, 10 + i);
        }
        bus.forget(Topic.TRADES, 0, 4); // offsets 1 to 3
        bus.forget(Topic.PRICES, 1, 7); // all six

        assertThat(takeAll(log)).containsExactly("TRADES/0/4", "TRADES/0/5", "TRADES/0/6");
        assertThat(log.removed()).isEqualTo(9);
    }

    @Test
    void books_come_between_ticks_and_heartbeats_where_they_are_read() throws Exception {
        bus.add(Topic.HEARTBEATS, 0, 10);
        bus.add(Topic.BOOKS, 2, 10);
        bus.add(Topic.PRICES, 1, 10);
        bus.add(Topic.BOOKS, 0, 9);
        assertThat(takeAll(new MarketLog(bus, List.of(), true)))
                .containsExactly("BOOKS/0/0", "PRICES/1/0", "BOOKS/2/0", "HEARTBEATS/0/0");
        assertThat(takeAll(new MarketLog(bus, List.of())))
                .containsExactly("PRICES/1/0", "HEARTBEATS/0/0");
    }

    @Test
    void says_which_message_stands_behind_others_that_it_never_saw() throws Exception {
        bus.add(Topic.BOOKS, 0, 0);
        bus.add(Topic.BOOKS, 0, 1);
        bus.forget(Topic.BOOKS, 0, 1);
        var log = new MarketLog(bus, List.of(), true);
        assertThat(gaps(log)).as("it had read none before").containsExactly("BOOKS/0/1 false");
        for (long i = 0; i < 4; i++) {
            bus.add(Topic.BOOKS, 0, 10 + i);
        }
        bus.forget(Topic.BOOKS, 0, 4);
        assertThat(gaps(log)).containsExactly("BOOKS/0/4 true", "BOOKS/0/5 false");
        bus.add(Topic.BOOKS, 0, 20);
        bus.forget(Topic.BOOKS, 0, 7); // nothing is left of it
        assertThat(gaps(log)).isEmpty();
        bus.add(Topic.BOOKS, 0, 30);
        var restored = new MarketLog(bus, log.places(), true);
        assertThat(gaps(log)).containsExactly("BOOKS/0/7 true");
        assertThat(gaps(restored)).as("whoever goes on later").hasSize(1);
    }

    private static List<String> gaps(MarketLog log) throws Exception {
        List<String> taken = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            log.fill();
            for (var next = log.next(); next.isPresent(); next = log.next()) {
                taken.add(name(next.get()) + " " + log.isBehindGap());
            }
        }
        return taken;
    }

    @Test
    void a_stamp_that_steps_back_counts_as_the_newest_of_its_partition() throws Exception {
        bus.add(Topic.TRADES, 0, 100);
        bus.add(Topic.TRADES, 0, 20);
        bus.add(Topic.PRICES, 0, 50);
        bus.add(Topic.PRICES, 0, 101);
        assertThat(takeAll(new MarketLog(bus, List.of())))
                .containsExactly("PRICES/0/0", "TRADES/0/0", "TRADES/0/1", "PRICES/0/1");
    }

    @Test
    void has_the_same_order_from_wherever_it_begins_however_stamps_step() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var log = new Stamps();
            long millis = 0;
            for (int i = 0; i < 200; i++) {
                millis += random.nextInt(10) == 0 ? -random.nextInt(2_000) : random.nextInt(40);
                log.add(
                        TOPICS.get(random.nextInt(TOPICS.size())),
                        random.nextInt(Bus.PARTITIONS),
                        millis);
            }
            List<String> whole = takeAll(new MarketLog(log, List.of()));
            assertThat(whole).hasSize(200).doesNotHaveDuplicates();
            var first = new MarketLog(log, List.of());
            List<String> pieces = new ArrayList<>();
            while (pieces.size() < whole.size()) {
                first.fill();
                for (int i = random.nextInt(30); i > 0; i--) {
                    first.next().ifPresent(it -> pieces.add(name(it)));
                }
                if (random.nextInt(3) == 0) {
                    first = new MarketLog(log, first.places());
                }
            }
            assertThat(pieces).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void what_is_stamped_before_what_was_taken_comes_next() throws Exception {
        var live = new MarketLog(bus, List.of());
        bus.add(Topic.PRICES, 0, 100);
        assertThat(takeAll(live)).containsExactly("PRICES/0/0");
        bus.add(Topic.HEARTBEATS, 0, 40);
        bus.add(Topic.PRICES, 0, 41);
        assertThat(takeAll(live)).containsExactly("HEARTBEATS/0/0", "PRICES/0/1");
    }

    @Test
    void takes_again_just_what_was_taken_whatever_came_later_and_then_goes_on() throws Exception {
        var live = new MarketLog(bus, List.of());
        bus.add(Topic.PRICES, 0, 100);
        bus.add(Topic.PRICES, 1, 90);
        assertThat(takeAll(live)).containsExactly("PRICES/1/0", "PRICES/0/0");
        List<Place> cut = live.places();
        bus.add(Topic.HEARTBEATS, 0, 40);
        bus.add(Topic.PRICES, 1, 95);
        var again = new MarketLog(bus, List.of());
        again.replayTo(cut);
        List<String> taken = new ArrayList<>();
        while (again.isReplaying()) {
            again.fill();
            again.next().ifPresent(it -> taken.add(name(it)));
        }
        assertThat(taken).containsExactly("PRICES/1/0", "PRICES/0/0");
        assertThat(takeAll(again)).containsExactly("HEARTBEATS/0/0", "PRICES/1/1");
    }

    @Test
    void a_log_that_was_cut_and_written_on_is_not_read_on() throws Exception {
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.PRICES, 1, i * 10);
        }
        var log = new MarketLog(bus, List.of());
        assertThat(takeAll(log)).hasSize(6);
        bus.cut(Topic.PRICES, 1, 3);
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.PRICES, 1, 100 + i * 10);
        }

        assertThatThrownBy(log::fill)
                .isInstanceOf(PermanentFaultException.class)
                .hasMessage(
                        "the bus has lost messages that the desk had read (prices/1 up to offset 5, other messages stand there now): with ./lab down and ./lab up it makes its accounts anew from the executions, or says what else helps");
    }

    @Test
    void what_comes_between_the_look_at_the_end_and_the_read_is_no_loss() throws Exception {
        bus.add(Topic.PRICES, 1, 0);
        bus.comeMeanwhile = 1;
        var log = new MarketLog(bus, List.of());
        assertThat(takeAll(log)).hasSize(2);
        bus.add(Topic.PRICES, 1, 2_000);
        assertThat(takeAll(log)).containsExactly("PRICES/1/2");
    }

    @Test
    void a_log_that_became_shorter_is_not_waited_for() throws Exception {
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.PRICES, 1, i * 10);
        }
        var log = new MarketLog(bus, List.of());
        assertThat(takeAll(log)).hasSize(6);
        bus.cut(Topic.PRICES, 1, 3);

        assertThatThrownBy(log::fill)
                .isInstanceOf(PermanentFaultException.class)
                .hasMessageContaining("prices/1 up to offset 5, its log ends at offset 3");
    }

    @Test
    void what_was_read_last_may_be_removed_by_retention() throws Exception {
        for (long i = 0; i < 6; i++) {
            bus.add(Topic.PRICES, 1, i * 10);
        }
        var log = new MarketLog(bus, List.of());
        assertThat(takeAll(log)).hasSize(6);
        bus.add(Topic.PRICES, 1, 60);
        bus.forget(Topic.PRICES, 1, 6);

        assertThat(takeAll(log)).containsExactly("PRICES/1/6");
    }
}
