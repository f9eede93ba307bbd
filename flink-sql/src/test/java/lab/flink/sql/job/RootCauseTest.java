package lab.flink.sql.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.JobException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RootCauseTest {
    private static final String SUPPRESSED =
            "Recovery is suppressed by NoRestartBackoffTimeStrategy";

    static Arguments[] failures() {
        var full = new IOException("No space left on device");
        var fetchers =
                new RuntimeException(
                        "One or more fetchers have encountered exception",
                        new RuntimeException(
                                "SplitFetcher thread 0 received unexpected exception while polling"
                                        + " the records",
                                full));
        return new Arguments[] {
            told("IOException: No space left on device", full),
            told("IOException: No space left on device", fetchers),
            told("IOException: No space left on device", new JobException(SUPPRESSED, fetchers)),
            told(
                    "IOException: No space left on device",
                    new JobException(SUPPRESSED, new SerializedThrowable(fetchers))),
            told(
                    "IOException: No space left on device",
                    new SerializedThrowable(
                            new JobException(SUPPRESSED, new SerializedThrowable(fetchers)))),
            told(
                    "IllegalStateException: sum must be zero, was 3",
                    new IOException(
                            "Could not perform checkpoint 7 for operator clearing (1/1)#0.",
                            new Exception(
                                    "Could not complete snapshot 7 for operator clearing (1/1)#0."
                                            + " Failure reason: Checkpoint was declined.",
                                    new IllegalStateException("sum must be zero, was 3")))),
            told(
                    "ArithmeticException: long overflow",
                    new CompletionException(
                            new ExecutionException(new ArithmeticException("long overflow")))),
            told("IOException: No space left on device", new RuntimeException(full)),
            // the innermost says nothing: the one around it does
            told(
                    "IllegalStateException: broker went away",
                    new IllegalStateException("broker went away", new RuntimeException())),
            told(
                    "IllegalStateException: broker went away",
                    new IllegalStateException(
                            "broker went away", new InterruptedException("sleep"))),
            told("NullPointerException", new RuntimeException("x", new NullPointerException())),
            told("RuntimeException", new RuntimeException()),
            told("InterruptedException", new InterruptedException()),
            told(
                    "OutOfMemoryError: Java heap space",
                    new FlinkRuntimeException(
                            "Exceeded checkpoint tolerable failure threshold.",
                            new OutOfMemoryError("Java heap space"))),
            told(
                    "FlinkRuntimeException: Exceeded checkpoint tolerable failure threshold.",
                    new FlinkRuntimeException(
                            "Exceeded checkpoint tolerable failure threshold.\n"
                                    + "\tat a.B.c(D.java:1)")),
            told(
                    "IOException: first line",
                    new IOException("\n  first line \nCaused by: x\n\tat a.B.c(D.java:1)")),
        };
    }

    private static Arguments told(String line, Throwable failure) {
        return Arguments.of(line, failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void the_innermost_cause_that_says_anything_is_told(String line, Throwable failure) {
        assertThat(RootCause.line(failure)).isEqualTo(line);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void no_less_is_told_once_a_failure_went_over_the_wire(String line, Throwable failure) {
        assertThat(RootCause.line(new SerializedThrowable(failure))).isEqualTo(line);
    }
}
