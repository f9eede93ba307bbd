package lab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.Where;
import lab.flink.sql.Upgrade;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.bus.StoppedBus;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.kept.KeptFiles;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.Logs;
import lab.launcher.tables.Tiers;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what this version does to a data directory of another. */
@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a start of this version does to the data directory of a stopped lab: which"
                    + " jobs are restored, which jobs and files are refused and why, which tables are"
                    + " changed.",
            "Without --dry-run the tables of warm and cold are changed now; whatever else is older"
                    + " is brought up by the next ./lab up, which does all of this by itself.",
            "Exit code: 0 all of it goes on, 1 something is refused."
        })
final class UpgradeCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--dry-run", description = "change nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(
            names = "--iggy",
            paramLabel = "HOST:PORT",
            description =
                    "the broker that holds the bus, if it is one of your own; its user and password"
                            + " in IGGY_USERNAME and IGGY_PASSWORD")
    private Optional<BrokerAddress> broker = Optional.empty();

    private final InstantSource clock;
    private final PrintWriter out;

    UpgradeCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, IOException {
        DataDir data = where.data();
        data.checkIsLab();
        data.checkPlace();
        try (DataDirLock _ = DataDirLock.take(data, "lab upgrade");
                var bus = new StoppedBus(data, broker, System.getenv(), clock)) {
            Logs.toFiles(data.logs());
            TierSettings tiers = Tiers.of(data, where.ports());
            List<KeptFiles.Kept> files = KeptFiles.of(data);
            boolean isFileRefused = files.stream().anyMatch(file -> file.refusal().isPresent());
            List<Upgrade.Job> jobs = jobs(data, tiers, bus, isFileRefused);
            var refusal = Upgrade.refusal(tiers);
            List<String> pending =
                    refusal.isPresent() ? List.of() : Upgrade.pendingMigrations(tiers);
            boolean isRefused =
                    isFileRefused
                            || refusal.isPresent()
                            || jobs.stream()
                                    .anyMatch(job -> job.outcome() == Upgrade.Outcome.REFUSED);
            List<String> changed = dryRun || isRefused ? List.of() : Upgrade.migrateLakes(tiers);
            if (json) {
                printJson(files, jobs, refusal.map(List::of).orElse(List.of()), pending, changed);
            } else {
                print(files, jobs, refusal.map(List::of).orElse(List.of()), pending, changed);
            }
            return isRefused ? ExitCode.FAILED : ExitCode.DONE;
        }
    }

    /** Which of them a broker decides that cannot be started as it is, nobody knows. */
    private static List<Upgrade.Job> jobs(
            DataDir data, TierSettings tiers, StoppedBus bus, boolean isRefused)
            throws IOException {
        try {
            return Upgrade.jobs(
                    tiers, data.checkpoints(), new BusReach(tiers.stream(), bus::connect));
        } catch (IOException e) {
            if (isRefused) {
                return List.of();
            }
            throw e;
        }
    }

    private void print(
            List<KeptFiles.Kept> files,
            List<Upgrade.Job> jobs,
            List<String> refused,
            List<String> pending,
            List<String> changed) {
        KeptFiles.begun(where.data()).forEach(told -> out.printf("reset         %s%n", told));
        List<String> refusals = refusals(files);
        refusals.forEach(reason -> out.printf("file          REFUSED   %s%n", reason));
        if (refusals.isEmpty()) {
            out.println("files         can all be read by this version");
        }
        files.stream().filter(file -> file.refusal().isEmpty()).forEach(this::print);
        jobs.forEach(job -> out.printf("job %-9s %-9s %s%n", job.job(), job.outcome(), job.told()));
        refused.forEach(reason -> out.printf("tables        REFUSED   %s%n", reason));
        if (pending.isEmpty() && refused.isEmpty()) {
            out.println("tables        are of this version");
        }
        pending.forEach(name -> out.printf("tables        %s is to run%n", name));
        changed.forEach(told -> out.printf("tables        %s%n", told));
    }

    private void print(KeptFiles.Kept file) {
        out.printf(
                "file          format %d  %s: %s%n",
                file.format().orElseThrow(), file.name(), file.what());
    }

    private static List<String> refusals(List<KeptFiles.Kept> files) {
        return files.stream().flatMap(file -> file.refusal().stream()).toList();
    }

    private void printJson(
            List<KeptFiles.Kept> files,
            List<Upgrade.Job> jobs,
            List<String> refused,
            List<String> pending,
            List<String> changed)
            throws JsonProcessingException {
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("dry_run", dryRun);
        var list = document.putArray("jobs");
        jobs.forEach(job ->
                list.addObject()
                        .put("name", job.job())
                        .put("outcome", job.outcome().name())
                        .put("told", job.told()));
        refusals(files).forEach(document.putArray("files_refused")::add);
        var read = document.putArray("files");
        files.stream()
                .filter(file -> file.format().isPresent())
                .forEach(file ->
                        read.addObject()
                                .put("name", file.name().toString())
                                .put("what", file.what())
                                .put("format", file.format().getAsLong()));
        refused.forEach(document.putArray("refused")::add);
        pending.forEach(document.putArray("migrations_pending")::add);
        changed.forEach(document.putArray("changed")::add);
        out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }
}
