package lab.cli;

import java.io.PrintStream;
import java.time.InstantSource;

/** The process behind {@code ./lab}. */
final class Main {

    private Main() {}

    public static void main(String[] args) {
        int code = new LabCommandLine(InstantSource.system(), System.out, System.err).run(args);
        flush(System.out);
        flush(System.err);
        // What was to be closed is closed; libraries' shutdown hooks and threads have no say.
        Runtime.getRuntime().halt(code);
    }

    private static void flush(PrintStream stream) {
        stream.flush();
    }
}
