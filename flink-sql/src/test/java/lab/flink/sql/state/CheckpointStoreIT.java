package lab.flink.sql.state;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.cluster.LabExecutor;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damages what a real job has written, as a disk or a person may, and reads it again. */
class CheckpointStoreIT {
    private static final Duration SOON = Duration.ofMinutes(3);

    /** So many that their state is in files; a small one is within the metadata. */
    private static final int KEYS = 2_000;

    private static final int PAGE = 4096;

    @TempDir static Path whole;
    @TempDir private Path folder;
    private CheckpointStore store = new CheckpointStore(Path.of("unset"));
    private RetainedCheckpoint newest = new RetainedCheckpoint(Path.of("unset"), "unset", 0);

    /** A job that keeps a list of its task's and a value and a timer of each key's. */
    @BeforeAll
    static void takeCheckpoint(@TempDir Path tmp) throws Exception {
        try (LabCluster cluster = LabCluster.start(tmp, 1, OptionalInt.empty())) {
            var executor = new LabExecutor(cluster, LabExecutor.Preparation.NONE);
            var configuration = new Configuration();
            executor.configure(configuration);
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, whole.toUri().toString());
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            var streams =
                    new StreamExecutionEnvironment(
                            executor, configuration, CheckpointStoreIT.class.getClassLoader());
            streams.enableCheckpointing(Duration.ofHours(1).toMillis());
            streams.fromSequence(0, Long.MAX_VALUE)
                    .keyBy(number -> number % KEYS)
                    .process(new Keeper())
                    .sinkTo(new DiscardingSink<>());
            var job = streams.executeAsync();
            eventually(
                    SOON,
                    () ->
                            cluster.miniCluster()
                                    .triggerCheckpoint(job.getJobID(), CheckpointType.DEFAULT)
                                    .get());
            job.cancel().get();
        }
    }

    private static final class Keeper extends KeyedProcessFunction<Long, Long, Long>
            implements CheckpointedFunction {
        private static final long serialVersionUID = 1L;
        private static final long NEVER = Long.MAX_VALUE - 1;

        private transient @Nullable ListState<String> listed;
        private transient @Nullable ValueState<String> kept;

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            listed =
                    context.getOperatorStateStore()
                            .getListState(new ListStateDescriptor<>("listed", String.class));
        }

        @Override
        public void open(OpenContext context) {
            kept = getRuntimeContext().getState(new ValueStateDescriptor<>("kept", String.class));
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> out)
                throws Exception {
            requireNonNull(kept).update("number " + number);
            context.timerService().registerEventTimeTimer(NEVER);
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            var all = new ArrayList<String>();
            for (int i = 0; i < KEYS; i++) {
                all.add("the element numbered " + i);
            }
            requireNonNull(listed).update(all);
        }
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> found = Files.walk(whole)) {
            for (Path path : found.toList()) {
                Path target = folder.resolve(whole.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        store = new CheckpointStore(folder);
        newest = store.complete().getFirst();
    }

    enum Damage {
        GONE {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        },
        EMPTY {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        SHORT_OF_A_BYTE {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            }
        },
        NOTHING_BUT_ZEROS {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
        },
        /** What a file system may give whose last pages never came to the disk. */
        ZEROS_AT_THE_END {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                int from = Math.max(bytes.length / 2, bytes.length - PAGE);
                Arrays.fill(bytes, from, bytes.length, (byte) 0);
                Files.write(file, bytes);
            }
        };

        abstract void to(Path file) throws IOException;
    }

    private List<Path> stateFiles() throws IOException {
        try (Stream<Path> files = Files.list(newest.folder())) {
            return files.filter(file -> !file.equals(newest.metadata()))
                    .sorted(Comparator.comparing(Path::toString))
                    .collect(toCollection(ArrayList::new));
        }
    }

    @Test
    void what_is_whole_can_be_read() throws Exception {
        assertThat(stateFiles()).hasSize(2);
        assertThatCode(() -> CheckpointStore.read(newest)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void a_checkpoint_is_as_good_as_each_of_its_state_files(Damage damage) throws Exception {
        for (Path file : stateFiles()) {
            byte[] before = Files.readAllBytes(file);
            damage.to(file);
            assertThatThrownBy(() -> CheckpointStore.read(newest))
                    .as("%s of %d bytes", file.getFileName(), before.length)
                    .isInstanceOf(UnreadableCheckpointException.class)
                    .hasMessageStartingWith("state of operator");
            Files.write(file, before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_checkpoint_is_as_good_as_its_metadata(Damage damage) throws Exception {
        damage.to(newest.metadata());
        assertThatThrownBy(() -> CheckpointStore.read(newest))
                .isInstanceOf(UnreadableCheckpointException.class)
                .hasMessageContaining("must be readable");
    }

    @Test
    void what_is_set_aside_stays_when_runs_are_cleaned_up() throws Exception {
        Path aside = store.setAside(newest);
        store.keepOnly(List.of());
        assertThat(aside.resolve(RetainedCheckpoint.METADATA)).exists();
        assertThat(store.complete()).isEmpty();
    }

    @Test
    void no_more_is_kept_aside_than_a_person_would_look_at() throws Exception {
        for (int i = 0; i < CheckpointStore.UNREADABLE_MAX + 5; i++) {
            long id = 95L + i;
            Path chk = Files.createDirectories(folder.resolve("run").resolve("chk-" + id));
            store.setAside(new RetainedCheckpoint(chk, "run", id));
        }
        try (Stream<Path> kept = Files.list(folder.resolve("unreadable"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "chk-100-of-run",
                            "chk-101-of-run",
                            "chk-102-of-run",
                            "chk-103-of-run",
                            "chk-104-of-run");
        }
    }
}
