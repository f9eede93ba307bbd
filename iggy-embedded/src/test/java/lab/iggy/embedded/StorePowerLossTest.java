package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lab.files.DurableFiles;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicSettings;
import lab.iggy.embedded.storage.IndexCache;
import lab.iggy.embedded.storage.LogSettings;
import lab.iggy.embedded.storage.PartitionLog;
import lab.iggy.embedded.storage.PartitionLog.Depth;
import lab.iggy.embedded.storage.file.OpenFiles;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.wire.Batches;
import lab.iggy.embedded.wire.Consumer;
import lab.iggy.embedded.wire.Identifier;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Topics are made, written to, emptied and deleted, and offsets stored, with fsync; the power goes
 * at each step. All that was acknowledged is found again, and what was under way when the power
 * went has happened or has not.
 */
class StorePowerLossTest {
    private static final int ACTIONS = 25;
    private static final int CHANCES = 3;
    private static final Identifier STREAM = new Identifier.Named("s");
    private static final Owner ANN = new Owner(Consumer.Kind.CONSUMER, 1);

    /**
     * What is known of a topic.
     *
     * @param stored the offset that was stored, -1 for none
     */
    private record Known(long messages, long stored) {}

    /** The storage of a broker, opened as a broker does. */
    private static final class Store {
        final CatalogKeeper catalog;
        final OffsetJournal journal;

        Store(Path root, Depth depth) throws IOException {
            var data = root.resolve("iggy");
            DurableFiles.createDirectories(data);
            var settings = new LogSettings(2_000, true, new OpenFiles(4), new IndexCache(2));
            catalog =
                    CatalogKeeper.open(
                            data,
                            settings,
                            InstantSource.system(),
                            path -> PartitionLog.recover(path, settings, depth, _ -> {}));
            catalog.removeOrphans();
            var partitions = catalog.catalog().partitions().toList();
            journal =
                    OffsetJournal.open(
                            data.resolve("offsets"),
                            true,
                            partitions.stream()
                                    .collect(
                                            Collectors.toMap(Partition::uid, Function.identity())));
            for (var partition : partitions) {
                journal.clamp(partition);
            }
        }

        Partition partition(String topic) {
            return catalog.catalog().partition(STREAM, new Identifier.Named(topic), 0);
        }

        Map<String, Known> known() {
            var known = new TreeMap<String, Known>();
            for (var stream : catalog.catalog().streams().all()) {
                for (var topic : stream.topics().all()) {
                    var partition = topic.partitions().getFirst();
                    known.put(
                            topic.name(),
                            new Known(
                                    partition.log().nextOffset(),
                                    partition.offsets().get(ANN).orElse(-1)));
                }
            }
            return known;
        }
    }

    /** Acts by chance, and remembers what was before and after the action at hand. */
    private static final class User {
        Map<String, Known> before = new TreeMap<>();
        Map<String, Known> after = new TreeMap<>();

        void act(Path root, Random chance) throws IOException {
            var store = new Store(root, Depth.LAST_BATCH);
            store.catalog.createStream("s");
            for (int i = 0; i < ACTIONS; i++) {
                step(store, chance);
                before = new TreeMap<>(after);
            }
        }

        private void step(Store store, Random chance) throws IOException {
            var names = new ArrayList<>(before.keySet());
            int action = names.size() < 2 ? 0 : chance.nextInt(12);
            String name = names.isEmpty() ? "" : names.get(chance.nextInt(names.size()));
            var id = new Identifier.Named(name.isEmpty() ? "none" : name);
            switch (action) {
                case 0 -> {
                    String fresh = "t" + chance.nextInt(1_000_000);
                    after.put(fresh, new Known(0, -1));
                    store.catalog.createTopic(STREAM, new TopicSettings(fresh, 0, 1, 0, 1), 1);
                }
                case 1 -> {
                    after.remove(name);
                    store.catalog.deleteTopic(STREAM, id);
                }
                case 2 -> {
                    after.put(name, new Known(0, -1));
                    store.catalog.purgeTopic(STREAM, id);
                }
                case 3, 4, 5 -> {
                    var known = known(name);
                    if (known.messages() > 0) {
                        long offset = chance.nextLong(known.messages());
                        after.put(name, new Known(known.messages(), offset));
                        store.journal.store(store.partition(name), ANN, offset);
                    }
                }
                default -> {
                    var known = known(name);
                    after.put(name, new Known(known.messages() + 1, known.stored()));
                    var payload = "x".repeat(chance.nextInt(1_500));
                    store.partition(name).log().append(Batches.of(payload), 1);
                }
            }
        }

        private Known known(String name) {
            return before.getOrDefault(name, new Known(0, -1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_was_acknowledged_survives_a_power_loss_at_any_step(long seed) throws IOException {
        boolean done = false;
        for (int step = 1; !done; step++) {
            var files = new PowerLossFileSystem();
            files.losePowerAt(step);
            var user = new User();
            try {
                user.act(files.root(), new Random(seed));
                done = true;
            } catch (IOException | UncheckedIOException e) {
                assertThat(files.isOff()).as("seed %d: %s", seed, e).isTrue();
            }
            for (int chance = 0; chance < CHANCES; chance++) {
                var name = "seed %d, step %d, chance %d".formatted(seed, step, chance);
                var found = files.restart(new Random(chance));
                var known = new Store(found.root(), Depth.NEWEST).known();
                assertThat(known).as(name).isIn(List.of(user.before, user.after));
                // And nothing is left that a second start would see otherwise
                assertThat(new Store(found.root(), Depth.LAST_BATCH).known())
                        .as(name)
                        .isEqualTo(known);
            }
        }
    }
}
