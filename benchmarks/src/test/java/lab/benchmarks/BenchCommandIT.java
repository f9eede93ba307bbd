package lab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchCommandIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void compares_the_broker_with_a_generator_through_the_same_sql() {
        int code = run("--quick", "--only", "hot", "--rows", "3000");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("machine  ", "broker -> Fluss", "of generator -> Fluss (aim >= 0.60)");
    }

    @Test
    void refuses_a_benchmark_that_there_is_not() {
        int code = run("--only", "speed");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "only: must be of tiers, hot, latency, clearing, broker, patterns, past, sweep, replay, pipeline, reads, jmh, was speed");
    }

    private int run(String... arguments) {
        return Main.run(new PrintStream(out), new PrintStream(err), arguments);
    }
}
