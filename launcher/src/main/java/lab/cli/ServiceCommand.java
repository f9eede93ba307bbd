package lab.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.ServiceRun;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.service.LabService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one service in this process. */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one service in the foreground, in a process of its own, beside a lab that was"
                    + " started without it, by up --without SERVICE. It may be stopped, killed and"
                    + " started again at any time; the lab holds.",
            "Its logs are in logs/SERVICE of the data directory."
        })
final class ServiceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "SERVICE",
            description = "lancer (patterns), analyst (commentary) or consensus (the paper desk)")
    private LabService service = LabService.LANCER;

    @Mixin private Where where = new Where();

    @Option(
            names = "--iggy",
            paramLabel = "HOST:PORT",
            description =
                    "the broker that the lab was started with, if not its own; user and password in"
                            + " IGGY_USERNAME and IGGY_PASSWORD")
    private Optional<BrokerAddress> broker = Optional.empty();

    private final InstantSource clock;
    private final PrintWriter out;

    ServiceCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        DataDir data = where.data();
        Optional<RunningLab> lab = where.running();
        if (lab.isPresent()
                && where.portOffset().isPresent()
                && where.portOffset().get() != lab.get().control().portOffset()) {
            throw new IllegalArgumentException(
                    "--port-offset: must be that of the lab, %d, was %d"
                            .formatted(lab.get().control().portOffset(), where.portOffset().get()));
        }
        Ports ports =
                new Ports(
                        where.portOffset()
                                .or(() -> lab.map(each -> each.control().portOffset()))
                                .orElse(0));
        ServiceRun run =
                ServiceRun.of(service, data, ports, broker, System.getenv(), clock, out::println);
        data.emptyTmp(service.toString());
        System.setProperty("java.io.tmpdir", data.tmp(service.toString()).toString());
        Logs.toFiles(data.logs(service.toString()));
        run.run(StopSignal.ofThisProcess());
        return ExitCode.DONE;
    }
}
