package lab.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.console.PipelineStatus;
import lab.flink.sql.job.JobReport;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;
import lab.launcher.service.RunningServices;
import lab.launcher.service.ServicePart;

/** The one page that a start prints: what runs, where to look, what is real and what is not. */
record LabPage(
        LabPlan plan,
        BrokerAccess broker,
        PipelineStatus.Feed feed,
        List<JobReport> jobs,
        List<String> migrated,
        RunningServices services,
        Duration took) {
    private static final int COLUMN = 13;

    LabPage {
        jobs = List.copyOf(jobs);
        migrated = List.copyOf(migrated);
    }

    List<String> lines() {
        Ports ports = plan.ports();
        List<String> lines = new ArrayList<>();
        lines.add("");
        String what = plan.environment().isLive() ? "Tidemark" : "Replay " + feed.name();
        lines.add("%s is up, after %.1f s.".formatted(what, took.toMillis() / 1000.0));
        lines.add("");
        lines.add(row("page", "http://localhost:%d".formatted(ports.console())));
        lines.add(row("market", market()));
        inOrder().forEach(service -> addTo(lines, service));
        lines.add("");
        lines.add(row("Iggy", brokerRow()));
        lines.add(
                row(
                        "Fluss",
                        "localhost:%d, tables hot.%s.*"
                                .formatted(plan.servers().fluss(), plan.environment().database())));
        lines.add(
                row(
                        "Flink",
                        "http://localhost:%d, jobs %s".formatted(ports.flinkRest(), jobRow())));
        for (JobReport job : jobs) {
            job.notes().forEach(note -> lines.add(row("job " + job.job(), note)));
            if (job.isRefused()) {
                lines.add(row("REFUSED", job.failure().orElse(job.job())));
            }
        }
        migrated.forEach(told -> lines.add(row("tables", told)));
        lines.add(row("data", plan.data().toString()));
        lines.add(row("logs", plan.environment().own().logs().toString()));
        lines.add("");
        String name = plan.environment().isLive() ? "" : " --name " + plan.environment().name();
        int width = Math.max(COLUMN, ("./lab status" + name).length() + 1);
        lines.add(row(width, "./lab status" + name, "how far everything is"));
        lines.add(row(width, "./lab sql", "Flink SQL over hot, warm and cold"));
        lines.add(row(width, "./lab down" + name, "stops it, as Ctrl-C does"));
        lines.add("");
        return lines;
    }

    private String market() {
        String kind =
                switch (feed.kind()) {
                    case LIVE -> "LIVE from " + feed.name();
                    case SIMULATED -> "SIMULATED, no price is real";
                    case RECORDED -> "RECORDED, " + feed.name();
                    case REPLAYED -> "REPLAY " + feed.name();
                    case NONE -> "no feed";
                };
        Optional<String> note = feed.note();
        return note.isPresent() ? kind + "; " + note.get() : kind;
    }

    /** Those that trade before those that they ask. */
    private static List<LabService> inOrder() {
        return Stream.of(LabService.values())
                .sorted(Comparator.comparing(service -> !service.service().followsBus()))
                .toList();
    }

    private void addTo(List<String> lines, LabService service) {
        lines.add(row(service.service().row(), where(service)));
        services.of(service)
                .map(ServicePart::told)
                .orElse(List.of())
                .forEach(told -> lines.add(row(told.row(), told.words())));
    }

    /** Where a service answers, or who may run it. */
    private String where(LabService service) {
        return plan.without().contains(service)
                ? "left out; ./lab service %s --data %s runs it".formatted(service, plan.data())
                : "http://localhost:%d%s%s"
                        .formatted(
                                service.on(plan.ports()),
                                service.service().path(),
                                services.of(service).map(ServicePart::words).orElse(""));
    }

    private String brokerRow() {
        String address = "%s:%d".formatted(broker.address().host(), broker.address().port());
        if (plan.isAttached()) {
            return address + ", of the lab that runs; stream " + plan.environment().stream();
        }
        return plan.broker().isPresent()
                ? address + ", a broker of its own"
                : "%s, embedded; user %s, password in %s"
                        .formatted(address, broker.user(), plan.data().iggyRoot());
    }

    private String jobRow() {
        return jobs.stream().map(LabPage::jobRow).collect(Collectors.joining(", "));
    }

    private static String jobRow(JobReport job) {
        if (job.isRefused()) {
            return job.job() + " (REFUSED)";
        }
        return job.restored() ? job.job() + " (restored)" : job.job();
    }

    private static String row(String name, String told) {
        return row(COLUMN, name, told);
    }

    private static String row(int width, String name, String told) {
        return "  %s %s".formatted(name + " ".repeat(Math.max(0, width - name.length())), told);
    }
}
