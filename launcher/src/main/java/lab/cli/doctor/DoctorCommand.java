package lab.cli.doctor;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that the lab needs around it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks JDK, memory, disk, ports, network and Ollama, and says what to do about each;"
                    + " and Prometheus, compose and Python's readers of tables, which a lab runs"
                    + " without.",
            "Exit code: 0 if a lab can run, 1 if something must be done first."
        })
public final class DoctorCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();
    private final PrintWriter out;

    public DoctorCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        var examination =
                new Examination(
                        where.data(), where.ports(), where.running(), Programs.of(System.getenv()));
        boolean isFit = true;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Finding>>> findings = threads.invokeAll(examination.checks());
            for (Future<List<Finding>> future : findings) {
                for (Finding finding : future.resultNow()) {
                    out.println(finding.line());
                    isFit &= finding.verdict() != Finding.Verdict.FAIL;
                }
            }
        }
        return isFit ? ExitCode.DONE : ExitCode.FAILED;
    }
}
