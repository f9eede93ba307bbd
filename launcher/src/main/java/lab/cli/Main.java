package lab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;

/** The process behind {@code ./lab}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintStream standardOut = System.out;
        // ZooKeeper prints the files that it removes: not into what a script reads.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
        int code = new LabCommandLine(InstantSource.system(), standardOut, System.err).run(args);
        flush(standardOut);
        flush(System.err);
        // What was to be closed is closed; libraries' shutdown hooks and threads have no say.
        Runtime.getRuntime().halt(code);
    }

    private static void flush(PrintStream stream) {
        stream.flush();
    }
}
