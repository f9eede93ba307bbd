package lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.launcher.course.Course;
import lab.launcher.course.Phase;
import lab.launcher.course.Proof;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The course. */
@Command(
        name = "phase",
        mixinStandardHelpOptions = true,
        description = {
            "The course in ten phases, one a technology (docs/tutorial). Runs a simulated market as"
                    + " far as a phase goes, each in a directory of its own, and says what to look at.",
            "Without N it lists them. With --check it proves that what the phase left is right.",
            "Exit code: 0 if the phase came to its end, or if all of the check holds; else 1."
        })
final class PhaseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "N", arity = "0..1", description = "1 to 10")
    private Optional<Integer> number = Optional.empty();

    @Option(names = "--check", description = "prove that what it left is right")
    private boolean check;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "course",
            description = "of the course, with a directory for each phase (default: ./course)")
    private Path folder = Path.of("course");

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "added to every port (default: 0)")
    private int portOffset;

    @Spec private CommandSpec spec = CommandSpec.create();
    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    PhaseCommand(InstantSource clock, PrintWriter out, PrintWriter err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws LabException, IOException, InterruptedException {
        if (number.isEmpty()) {
            for (Phase phase : Phase.values()) {
                out.println(phase.line());
            }
            return ExitCode.DONE;
        }
        Phase phase = Phase.numbered(number.get());
        var course =
                new Course(
                        folder,
                        new Ports(portOffset),
                        System.getenv(),
                        clock,
                        out::println,
                        err::println);
        return check ? check(course, phase) : run(course, phase);
    }

    private int run(Course course, Phase phase)
            throws LabException, IOException, InterruptedException {
        out.println(phase.line().strip());
        int code =
                switch (phase) {
                    case AUDIT -> command(course, phase, "audit");
                    case REPLAY -> command(course, phase, "replay", "--speed", "max", "--clean");
                    case BUS, HOT, WARM, COLD, NUMBERS, PATTERNS, COMMENTARY, LEDGER ->
                            course.run(phase) ? ExitCode.DONE : ExitCode.FAILED;
                };
        if (code == ExitCode.DONE) {
            out.println();
            course.next(phase).forEach(out::println);
        }
        return code;
    }

    private int check(Course course, Phase phase)
            throws LabException, IOException, InterruptedException {
        List<Proof> proofs = course.check(phase);
        proofs.forEach(proof -> out.println(proof.line()));
        boolean holds = proofs.stream().allMatch(proof -> proof.broken().isEmpty());
        if (!holds) {
            return ExitCode.FAILED;
        }
        return switch (phase) {
            case AUDIT -> command(course, phase, "audit");
            case REPLAY ->
                    command(course, phase, "replay", "--verify", "--speed", "max", "--clean");
            case BUS, HOT, WARM, COLD, NUMBERS, PATTERNS, COMMENTARY, LEDGER -> ExitCode.DONE;
        };
    }

    /** Another command over what the phase is about. */
    private int command(Course course, Phase phase, String... words) {
        CommandLine lab = spec.root().commandLine();
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", course.data(phase).root().toString()));
        all.addAll(List.of("--port-offset", Integer.toString(portOffset)));
        out.println("./lab " + String.join(" ", all));
        return lab.execute(all.toArray(String[]::new));
    }
}
