package lab.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import lab.cli.LabCommandLine;

/**
 * A command in the process of the test, for what is asked of a directory that nothing runs on: the
 * same code costs a fifth of a process of its own once it is loaded.
 */
final class LabHere {
    private LabHere() {}

    /** Runs it to its end, which has to be a good one, and gives what it printed. */
    static String run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                new LabCommandLine(InstantSource.system(), stream(out), stream(err)).run(arguments);
        assertThat(code).as("%s: %s", arguments[0], err.toString(UTF_8)).isZero();
        return out.toString(UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, /* autoFlush= */ true, UTF_8);
    }
}
