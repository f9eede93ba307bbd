package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Feather's columns may be of any of Arrow's types of numbers and times. */
class FeatherTypesTest {
    private static final long MINUTE = 1_735_689_600_000L; // 2025-01-01T00:00Z
    private static final List<String> NAMES =
            List.of("date", "open", "high", "low", "close", "volume");
    private static final String CANDLE = "2025-01-01T00:00:00Z,200,201,199,200,250";

    @TempDir Path folder;

    /** Makes a vector of one value. */
    interface Column {
        FieldVector of(String name, BufferAllocator allocator, double value);
    }

    private static <V extends FieldVector> V filled(V vector, BiConsumer<V, Integer> set) {
        vector.allocateNew();
        set.accept(vector, 0);
        vector.setValueCount(1);
        return vector;
    }

    private static FieldVector millis(String name, BufferAllocator allocator, double value) {
        return filled(
                new TimeStampMilliVector(name, allocator),
                (vector, at) -> vector.set(at, (long) value));
    }

    private static FieldVector doubles(String name, BufferAllocator allocator, double value) {
        return filled(new Float8Vector(name, allocator), (vector, at) -> vector.set(at, value));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("double", (Column) FeatherTypesTest::doubles),
                Arguments.of(
                        "half",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new Float2Vector(name, allocator),
                                                (vector, at) ->
                                                        vector.setWithPossibleTruncate(
                                                                at, (float) value))),
                Arguments.of(
                        "uint8",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new UInt1Vector(name, allocator),
                                                (vector, at) -> vector.set(at, (int) value))),
                Arguments.of(
                        "uint16",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new UInt2Vector(name, allocator),
                                                (vector, at) -> vector.set(at, (int) value))),
                Arguments.of(
                        "uint32",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new UInt4Vector(name, allocator),
                                                (vector, at) -> vector.set(at, (int) value))),
                Arguments.of(
                        "uint64",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new UInt8Vector(name, allocator),
                                                (vector, at) -> vector.set(at, (long) value))),
                Arguments.of(
                        "int16",
                        (Column)
                                (name, allocator, value) ->
                                        filled(
                                                new SmallIntVector(name, allocator),
                                                (vector, at) -> vector.set(at, (int) value))));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbers_of_all_types_are_what_they_say(String type, Column column) throws Exception {
        assertThat(read(FeatherTypesTest::millis, MINUTE, column).lines())
                .as(type)
                .containsExactly(CANDLE);
    }

    @Test
    void whole_numbers_without_a_sign_may_be_larger_than_those_with_one() throws Exception {
        Column large =
                (name, allocator, value) ->
                        filled(
                                new UInt4Vector(name, allocator),
                                (vector, at) -> vector.set(at, (int) 3_000_000_000L));
        assertThat(read(FeatherTypesTest::millis, MINUTE, large).lines())
                .containsExactly(
                        "2025-01-01T00:00:00Z,3000000000,3000000000,3000000000,3000000000,3000000000");
        Column small =
                (name, allocator, value) ->
                        filled(
                                new TinyIntVector(name, allocator),
                                (vector, at) -> vector.set(at, -5));
        assertThat(read(FeatherTypesTest::millis, MINUTE, small).refusals().getFirst())
                .contains("open: must be above zero, was -5");
    }

    @Test
    void a_time_may_be_a_floating_number() throws Exception {
        for (double scale : new double[] {1e-3, 1, 1e3, 1e6}) {
            ReadFile read =
                    read(FeatherTypesTest::doubles, MINUTE * scale, FeatherTypesTest::doubles);
            assertThat(read.lines()).as(read.refusals().toString()).containsExactly(CANDLE);
        }
    }

    @Test
    void a_date_is_a_day() throws Exception {
        Column days =
                (name, allocator, value) ->
                        filled(
                                new DateDayVector(name, allocator),
                                (vector, at) -> vector.set(at, (int) value));
        assertThat(read(days, MINUTE / 86_400_000.0, FeatherTypesTest::doubles).lines())
                .containsExactly(CANDLE);
        Column millis =
                (name, allocator, value) ->
                        filled(
                                new DateMilliVector(name, allocator),
                                (vector, at) -> vector.set(at, (long) value));
        assertThat(read(millis, MINUTE, FeatherTypesTest::doubles).lines()).containsExactly(CANDLE);
    }

    @Test
    void a_time_has_the_unit_and_the_zone_of_its_column() throws Exception {
        for (TimeUnit unit : TimeUnit.values()) {
            for (String zone : Arrays.asList(null, "UTC", "America/New_York")) {
                long scale =
                        switch (unit) {
                            case SECOND -> 1;
                            case MILLISECOND -> 1_000;
                            case MICROSECOND -> 1_000_000;
                            case NANOSECOND -> 1_000_000_000;
                        };
                Column times =
                        (name, allocator, value) ->
                                filled(
                                        vector(
                                                name,
                                                new ArrowType.Timestamp(unit, zone),
                                                allocator),
                                        (vector, at) ->
                                                ((TimeStampVector) vector)
                                                        .set(at, (long) value / 1_000 * scale));
                assertThat(read(times, MINUTE, FeatherTypesTest::doubles).lines())
                        .as("%s in %s", unit, zone)
                        .containsExactly(CANDLE);
            }
        }
    }

    @Test
    void a_date_may_stand_beside_a_time_of_day() throws Exception {
        Map<ArrowType, BiConsumer<FieldVector, Integer>> clocks =
                Map.of(
                        new ArrowType.Time(TimeUnit.SECOND, 32),
                        (vector, at) -> ((TimeSecVector) vector).set(at, 3_660),
                        new ArrowType.Time(TimeUnit.MILLISECOND, 32),
                        (vector, at) -> ((TimeMilliVector) vector).set(at, 3_660_000),
                        new ArrowType.Time(TimeUnit.MICROSECOND, 64),
                        (vector, at) -> ((TimeMicroVector) vector).set(at, 3_660_000_000L),
                        new ArrowType.Time(TimeUnit.NANOSECOND, 64),
                        (vector, at) -> ((TimeNanoVector) vector).set(at, 3_660_000_000_000L));
        for (var clock : clocks.entrySet()) {
            Column days =
                    (name, allocator, value) ->
                            filled(
                                    new DateDayVector(name, allocator),
                                    (vector, at) -> vector.set(at, (int) (value / 86_400_000)));
            Column clockColumn =
                    (name, allocator, value) ->
                            filled(vector(name, clock.getKey(), allocator), clock.getValue());
            ReadFile read =
                    read(
                            Map.of("date", days, "time", clockColumn),
                            MINUTE,
                            FeatherTypesTest::doubles);
            assertThat(read.lines())
                    .as(clock.getKey().toString())
                    .containsExactly(CANDLE.replace("00:00:00", "01:01:00"));
        }
    }

    @Test
    void decimals_have_all_their_places_and_nulls_are_missing() throws Exception {
        Column decimals =
                (name, allocator, value) ->
                        filled(
                                new DecimalVector(name, allocator, 38, 8),
                                (vector, at) ->
                                        vector.set(
                                                at,
                                                BigDecimal.valueOf((long) value, 0).setScale(8)));
        assertThat(read(FeatherTypesTest::millis, MINUTE, decimals).lines())
                .containsExactly(CANDLE);
        Column nulls =
                (name, allocator, value) ->
                        filled(
                                new Float8Vector(name, allocator),
                                (vector, at) -> vector.setNull(at));
        assertThat(read(FeatherTypesTest::millis, MINUTE, nulls).refusals())
                .singleElement()
                .asString()
                .contains("row 1: open: must be given, is missing");
    }

    private static FieldVector vector(String name, ArrowType type, BufferAllocator allocator) {
        return new Field(name, FieldType.nullable(type), List.of()).createVector(allocator);
    }

    /** As pandas writes categories: a number is the place of its value in a list. */
    @Test
    void a_column_of_places_in_a_list_has_the_values_of_that_list() throws Exception {
        var encoding = new DictionaryEncoding(1, false, null);
        Path file = folder.resolve("dictionary.feather");
        try (var allocator = new RootAllocator()) {
            FieldVector values = doubles("values", allocator, 250);
            var dictionary = new Dictionary(values, encoding);
            List<FieldVector> columns = new ArrayList<>();
            double[] plain = {MINUTE, 200, 201, 199, 200};
            for (int i = 0; i < plain.length; i++) {
                Column column = i == 0 ? FeatherTypesTest::millis : FeatherTypesTest::doubles;
                columns.add(column.of(NAMES.get(i), allocator, plain[i]));
            }
            FieldVector volume = doubles("volume", allocator, 250);
            columns.add((FieldVector) DictionaryEncoder.encode(volume, dictionary));
            volume.close();
            try (var root = new VectorSchemaRoot(columns);
                    var channel =
                            FileChannel.open(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var writer =
                            new ArrowFileWriter(
                                    root,
                                    new DictionaryProvider.MapDictionaryProvider(dictionary),
                                    channel)) {
                root.setRowCount(1);
                writer.writeBatch();
            }
            values.close();
        }
        assertThat(ReadFile.of(file).lines()).containsExactly(CANDLE);
    }

    private ReadFile read(Column time, double at, Column number) throws Exception {
        return read(Map.of("date", time), at, number);
    }

    /** A row of these columns of times, and of prices and a volume. */
    private ReadFile read(Map<String, Column> times, double at, Column number) throws Exception {
        Path file = folder.resolve("types.feather");
        double[] values = {at, 200, 201, 199, 200, 250};
        try (var allocator = new RootAllocator()) {
            List<FieldVector> columns = new ArrayList<>();
            times.forEach((name, column) -> columns.add(column.of(name, allocator, at)));
            NAMES.stream()
                    .skip(1)
                    .map(name -> number.of(name, allocator, values[NAMES.indexOf(name)]))
                    .forEach(columns::add);
            try (var root = new VectorSchemaRoot(columns);
                    var channel =
                            FileChannel.open(
                                    file,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE);
                    var writer = new ArrowFileWriter(root, null, channel)) {
                root.setRowCount(1);
                writer.writeBatch();
            }
        }
        return ReadFile.of(file);
    }
}
