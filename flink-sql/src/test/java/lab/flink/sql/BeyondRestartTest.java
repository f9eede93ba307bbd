package lab.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.util.stream.Stream;
import lab.flink.connector.iggy.source.loss.DataLossException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BeyondRestartTest {
    private static final int MANY = 3;

    static Stream<Throwable> whatIsMissingStaysMissing() {
        return Stream.of(
                new NoClassDefFoundError("Could not initialize class org.apache.arrow.Memory"),
                new ClassNotFoundException("org.example.Gone"),
                new ExceptionInInitializerError(new RuntimeException("--add-opens is missing")),
                new InaccessibleObjectException("module java.base does not open java.nio"),
                new NoSuchMethodError("org.example.Old.method()"),
                new UnsatisfiedLinkError("no zstd in java.library.path"));
    }

    @ParameterizedTest
    @MethodSource("whatIsMissingStaysMissing")
    void a_class_or_an_option_that_is_missing_is_missing_at_each_restart(Throwable failure) {
        assertThat(BeyondRestart.is(failure, MANY)).isTrue();
        assertThat(BeyondRestart.is(failure, MANY - 1))
                .as("a few times may be an accident of a start")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("whatIsMissingStaysMissing")
    void it_is_found_in_what_flink_wraps_it_in_on_the_way_to_the_master(Throwable failure) {
        var wrapped =
                new SerializedThrowable(
                        new FlinkRuntimeException("One or more fetchers failed", failure));
        assertThat(BeyondRestart.is(wrapped, MANY)).isTrue();
    }

    @Test
    void what_the_bus_has_lost_does_not_come_back() throws Exception {
        assertThat(BeyondRestart.is(lost(), MANY)).isTrue();
    }

    private static DataLossException lost() throws ReflectiveOperationException {
        var constructor = DataLossException.class.getDeclaredConstructor(String.class);
        constructor.setAccessible(true);
        return constructor.newInstance("offset 5 is gone");
    }

    @Test
    void what_may_pass_is_tried_for_ever() {
        assertThat(BeyondRestart.is(new IOException("connection refused"), 1_000)).isFalse();
        assertThat(BeyondRestart.is(new OutOfMemoryError("Java heap space"), 1_000)).isFalse();
        assertThat(
                        BeyondRestart.is(
                                new SerializedThrowable(new IllegalStateException("no leader")),
                                1_000))
                .isFalse();
    }
}
